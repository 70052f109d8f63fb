import { hash } from 'node:crypto';
import { bundleTrailerSchema, withheldEntrySchema, type BundleTrailer } from '../bundle-format.ts';
import { MAX_ENTRY_BYTES } from '../entry.ts';
import type { z } from 'zod';
import { EntryScanner } from './entry-scanner.ts';
import type { EntryAudit } from './entry-audit.ts';

const LETTER_A = 0x61;
const LETTER_L = 0x6c;
const LETTER_E = 0x65;
/** Longest line that is not an entry. */
const MAX_SMALL_LINE_BYTES = 256;
const WITHHELD = /^\{"leaf":"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)","seq":(0|[1-9]\d{0,15})\}$/;

/** What a bundle's entries amount to. */
export interface EntryCounts {
  disclosed: number;
  withheld: number;
  firstTime: string | null;
  lastTime: string | null;
  readonly byType: Map<string, number>;
}

/** Reads the lines after the header and hands entries to the audit. */
export class BundleReader {
  readonly counts: EntryCounts = { disclosed: 0, withheld: 0, firstTime: null, lastTime: null, byType: new Map() };
  readonly #audit: EntryAudit;
  readonly #scanner = new EntryScanner();
  #ended = false;

  constructor(audit: EntryAudit) {
    this.#audit = audit;
  }

  /** Reads the line `buffer[start, end)`; overwrites the byte before it. Returns what is wrong with its form. */
  line(buffer: Buffer, start: number, end: number, number: number): string | null {
    if (this.#ended) return 'a line after the last';
    switch (buffer[start + 2] ?? -1) {
      case LETTER_A:
        return this.#entry(buffer, start, end, number);
      case LETTER_L:
        return this.#withheld(buffer, start, end, number);
      case LETTER_E:
        return this.#trailer(buffer, start, end);
      default:
        return 'neither an entry nor the last line';
    }
  }

  #entry(buffer: Buffer, start: number, end: number, number: number): string | null {
    const scanner = this.#scanner;
    const problem = end - start > MAX_ENTRY_BYTES ? 'an entry is too long' : scanner.scan(buffer, start, end);
    if (problem !== null) return problem;
    // The newline before the line makes room for the leaf hash's domain byte (RFC 6962), so nothing is copied.
    buffer[start - 1] = 0;
    const leaf = hash('sha256', buffer.subarray(start - 1, end), 'buffer');
    this.#audit.entry(number, scanner.seq, leaf, scanner.previous);
    const { counts } = this;
    counts.disclosed++;
    counts.byType.set(scanner.type, (counts.byType.get(scanner.type) ?? 0) + 1);
    counts.firstTime ??= scanner.time;
    counts.lastTime = scanner.time;
    return null;
  }

  #withheld(buffer: Buffer, start: number, end: number, number: number): string | null {
    const text = smallLine(buffer, start, end);
    const match = text === null ? null : WITHHELD.exec(text);
    const parsed = match && withheldEntrySchema.safeParse({ leaf: match[1], seq: Number(match[2]) });
    if (!parsed?.success) return 'not a withheld entry';
    this.#audit.entry(number, parsed.data.seq, Buffer.from(parsed.data.leaf, 'base64'), null);
    this.counts.withheld++;
    return null;
  }

  #trailer(buffer: Buffer, start: number, end: number): string | null {
    const trailer = parseSmall<BundleTrailer>(smallLine(buffer, start, end), bundleTrailerSchema);
    if (trailer === null) return 'not the last line of a bundle';
    this.#ended = true;
    this.#audit.trailer(trailer);
    return null;
  }
}

function smallLine(buffer: Buffer, start: number, end: number): string | null {
  return end - start > MAX_SMALL_LINE_BYTES ? null : buffer.toString('latin1', start, end);
}

function parseSmall<Value>(text: string | null, schema: z.ZodType<Value>): Value | null {
  try {
    return text === null ? null : schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
