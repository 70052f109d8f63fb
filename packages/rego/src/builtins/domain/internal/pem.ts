import { Base64Error, decodeBase64 } from './go-base64.ts';

/** One block of a PEM text. */
export interface PemBlock {
  /** Such as `CERTIFICATE`. */
  readonly type: string;
  readonly bytes: Buffer;
  /** Where the text goes on after the block. */
  readonly end: number;
}

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';
const HEADER = /^[^:\n]+:.*$/;

/** Finds the next block from a place on, as Go's `pem.Decode`: what is no whole block is passed over. */
export function nextPemBlock(text: string, from = 0): PemBlock | undefined {
  let at = lineStart(text, BEGIN, from);
  while (at >= 0) {
    const typeEnd = lineEnd(text, at);
    const line = text.slice(at + BEGIN.length, typeEnd).trimEnd();
    const end = lineStart(text, END, typeEnd);
    // Without any further end no block can follow.
    if (end < 0) return undefined;
    const block = line.endsWith(DASHES) ? blockOf(text, line.slice(0, -DASHES.length), typeEnd + 1, end) : undefined;
    if (block !== undefined) return block;
    const next = lineStart(text, BEGIN, typeEnd);
    // Beginnings before the same end are passed over at once: all but the last of them have no end of their own.
    at = next >= 0 && next < end ? lastBefore(text, next, end) : next;
  }
  return undefined;
}

function blockOf(text: string, type: string, start: number, end: number): PemBlock | undefined {
  const after = lineEnd(text, end);
  if (text.slice(end, after).trimEnd() !== `${END}${type}${DASHES}`) return undefined;
  const lines = text.slice(start, end).split('\n');
  while (lines.length > 0 && HEADER.test(lines[0]!)) lines.shift();
  try {
    const bytes = decodeBase64(lines.join('').replaceAll(/[ \t]/g, ''));
    return { type, bytes, end: Math.min(after + 1, text.length) };
  } catch (cause) {
    if (cause instanceof Base64Error) return undefined;
    throw cause;
  }
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Where a line that starts with a mark begins. */
function lineStart(text: string, mark: string, from: number): number {
  if (text.startsWith(mark, from) && (from === 0 || text[from - 1] === '\n')) return from;
  const at = text.indexOf(`\n${mark}`, Math.max(0, from - 1));
  return at < 0 ? -1 : at + 1;
}

function lastBefore(text: string, first: number, end: number): number {
  const last = text.lastIndexOf(`\n${BEGIN}`, end);
  return last + 1 > first ? last + 1 : first;
}

/** All blocks of a text. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let at = 0;
  for (let block = nextPemBlock(text); block !== undefined; block = nextPemBlock(text, at)) {
    blocks.push(block);
    at = block.end;
  }
  return blocks;
}
