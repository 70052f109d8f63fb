import { canonicalJson, type JsonValue } from '@tensorguard/core';
import { hash } from 'node:crypto';
import { LedgerError } from './errors.ts';
import { EntryScanner } from './internal/entry-scanner.ts';

/** Largest entry in bytes: C2SP entry bundles carry a 16-bit length. */
export const MAX_ENTRY_BYTES = 65_535;
/** The `previous` of the first entry: 32 zero bytes in base64. */
export const FIRST_PREVIOUS = Buffer.alloc(32).toString('base64');

/** Who acted, or what was acted on: a kind (`user`, `agent`, `release`, ...) and an identifier of that kind. */
export interface EntryParty {
  readonly kind: string;
  readonly id: string;
}

/** What a caller wants recorded; the log adds sequence number and chain link. */
export interface EntryDraft {
  /** When it happened: RFC 3339 UTC with milliseconds (`isoTime` of core). */
  readonly time: string;
  /** The tenant whose bundle shows this entry, 1 to 256 characters. */
  readonly tenant: string;
  /** Lower-case dotted event name, for example `agent.enrolled`. */
  readonly type: string;
  readonly actor: EntryParty;
  readonly subject: EntryParty;
  /** Facts of the event; any JSON object. */
  readonly data: { readonly [key: string]: JsonValue };
}

/** Everything that an entry's bytes say, apart from the format version. */
export interface EntryFields extends EntryDraft {
  /** Position in the log, from 0. */
  readonly seq: number;
  /** Base64 of the RFC 6962 leaf hash of entry `seq - 1`; {@link FIRST_PREVIOUS} for the first. */
  readonly previous: string;
}

/** A decoded entry. */
export interface Entry extends EntryFields {
  readonly v: 1;
}

/** An entry in the form that is stored, hashed and proven. */
export interface EncodedEntry {
  /** Canonical JSON (RFC 8785) of the entry. */
  readonly bytes: Buffer;
  /** SHA-256(0x00 || bytes), 32 bytes. */
  readonly leafHash: Buffer;
}

const scanner = new EntryScanner();

/**
 * Encodes an entry as canonical JSON and computes its RFC 6962 leaf hash.
 *
 * @throws LedgerError `entry_invalid` when a field breaks the format, `entry_too_large` past {@link MAX_ENTRY_BYTES}.
 */
export function encodeEntry(fields: EntryFields): EncodedEntry {
  const text = canonicalText(fields);
  const length = Buffer.byteLength(text);
  if (length > MAX_ENTRY_BYTES) {
    throw new LedgerError('entry_too_large', `an entry has at most ${MAX_ENTRY_BYTES} bytes`, {
      details: { bytes: length },
    });
  }
  const prefixed = Buffer.allocUnsafe(length + 1);
  prefixed[0] = 0;
  prefixed.write(text, 1);
  // The scanner that reads entries also judges what is written, so nothing enters the log that does not verify.
  const problem = scanner.scan(prefixed, 1, prefixed.length);
  if (problem !== null) {
    throw new LedgerError('entry_invalid', `not a ledger entry: ${problem}`, { details: { problem } });
  }
  return { bytes: prefixed.subarray(1), leafHash: hash('sha256', prefixed, 'buffer') };
}

/**
 * Reads an entry's stored bytes.
 *
 * @throws LedgerError `entry_invalid` when the bytes are not the canonical form of an entry.
 */
export function parseEntry(bytes: Uint8Array): Entry {
  const copy = Buffer.from(bytes);
  const problem = copy.length > MAX_ENTRY_BYTES ? 'too many bytes' : scanner.scan(copy, 0, copy.length);
  if (problem !== null) {
    throw new LedgerError('entry_invalid', `not a ledger entry: ${problem}`, { details: { problem } });
  }
  return JSON.parse(copy.toString('utf8')) as Entry;
}

/** The members in RFC 8785 order; only `data` needs the general algorithm. */
function canonicalText(fields: EntryFields): string {
  const { actor, data, previous, seq, subject, tenant, time, type } = fields;
  try {
    return (
      `{"actor":${party(actor)},"data":${canonicalJson(data)},"previous":${quote(previous)},"seq":${String(seq)},` +
      `"subject":${party(subject)},"tenant":${quote(tenant)},"time":${quote(time)},"type":${quote(type)},"v":1}`
    );
  } catch (cause) {
    throw new LedgerError('entry_invalid', 'the entry has no canonical JSON form', { cause });
  }
}

function party({ id, kind }: EntryParty): string {
  return `{"id":${quote(id)},"kind":${quote(kind)}}`;
}

const quote = (text: string): string => JSON.stringify(text);
