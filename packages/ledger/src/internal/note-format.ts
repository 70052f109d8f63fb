/** Largest note in characters: room for 16 post-quantum signatures and more. */
export const MAX_NOTE_CHARS = 128 * 1024;
/** Most signature lines that are looked at. */
const MAX_NOTE_SIGNATURES = 64;
/** Longest key name and origin in UTF-8 bytes: what the ML-DSA-44 cosignature's length byte allows. */
export const MAX_KEY_NAME_BYTES = 255;
/** Bytes of a key id. */
const KEY_ID_BYTES = 4;

/** Signature types of c2sp.org/signed-note that are supported. */
export const SIGNATURE_TYPES = { ed25519: 0x01, 'ml-dsa-44': 0x06 } as const;
export type SignatureAlgorithm = keyof typeof SIGNATURE_TYPES;

const FIRST_PRINTABLE = 0x20;
const NEWLINE = 0x0a;
const SIGNATURE_MARK = '\u2014 ';

/** One signature line of a note. */
interface NoteSignature {
  readonly name: string;
  /** The key id as eight lower-case hexadecimal digits. */
  readonly keyId: string;
  /** What follows the key id. */
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** A note taken apart (c2sp.org/signed-note); nothing is verified yet. */
export interface ParsedNote {
  /** The signed text, including its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** What a checkpoint's text says (c2sp.org/tlog-checkpoint). */
export interface CheckpointText {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array<ArrayBuffer>;
  readonly extensions: readonly string[];
}

/** A verifier key string taken apart. */
export interface ParsedVerifierKey {
  readonly name: string;
  readonly keyId: string;
  readonly type: number;
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/** Takes a note apart; `null` when it is not one. Uses only what browsers have too. */
export function parseNote(note: string): ParsedNote | null {
  if (note.length > MAX_NOTE_CHARS || !note.isWellFormed() || hasControl(note) || !note.endsWith('\n')) return null;
  const split = note.lastIndexOf('\n\n');
  if (split < 0) return null;
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_NOTE_SIGNATURES) return null;
  const signatures = lines.map(parseSignature);
  return signatures.every((signature) => signature !== null) ? { text: note.slice(0, split + 1), signatures } : null;
}

/** Reads a checkpoint's text; `null` when it is not in the exact form. */
export function parseCheckpointText(text: string): CheckpointText | null {
  if (!text.endsWith('\n')) return null;
  const [origin, sizeText, rootText, ...extensions] = text.slice(0, -1).split('\n');
  if (!origin || sizeText === undefined || rootText === undefined || extensions.includes('')) return null;
  const size = parseCount(sizeText);
  const root = decodeBase64(rootText);
  return size === null || root?.length !== 32 ? null : { origin, size, root, extensions };
}

/** The text of a checkpoint without extension lines. */
export function checkpointText(origin: string, size: number, root: Uint8Array): string {
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

/** One signature line, final newline included. */
export function signatureLine(name: string, keyId: string, signature: Uint8Array): string {
  return `${SIGNATURE_MARK}${name} ${encodeBase64(concat(decodeHex(keyId), signature))}\n`;
}

/** Takes a verifier key string `<name>+<key id>+<base64 of type and key>` apart; the id is not checked here. */
export function parseVerifierKey(vkey: string): ParsedVerifierKey | null {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
  const key = match ? decodeBase64(match[3]!) : null;
  if (!match || !key || key.length < 2 || !isKeyName(match[1]!)) return null;
  return { name: match[1]!, keyId: match[2]!, type: key[0]!, publicKey: key.slice(1) };
}

/** What a key id is the start of the SHA-256 of: name, newline, signature type, public key. */
export function keyIdInput(name: string, type: number, publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(new TextEncoder().encode(`${name}\n`), Uint8Array.of(type), publicKey);
}

/** Whether text may name a key: neither empty nor too long, without spaces, plus signs and control characters. */
export function isKeyName(name: string): boolean {
  const bytes = new TextEncoder().encode(name).length;
  return (
    bytes > 0 && bytes <= MAX_KEY_NAME_BYTES && name.isWellFormed() && !/[\s+\u0085]/u.test(name) && !hasControl(name)
  );
}

/** A decimal count without leading zeros that is an exact integer; `null` otherwise. */
export function parseCount(text: string): number | null {
  const count = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(count) ? count : null;
}

/** Strict standard base64 (RFC 4648, 4): padded, no white space, no stray bits; `null` otherwise. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return null;
  }
  return btoa(binary) === text ? Uint8Array.from(binary, (char) => char.charCodeAt(0)) : null;
}

/** Standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Lower-case hexadecimal. */
export function encodeHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Joins byte strings. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function parseSignature(line: string): NoteSignature | null {
  if (!line.startsWith(SIGNATURE_MARK)) return null;
  const [name, encoded, ...rest] = line.slice(SIGNATURE_MARK.length).split(' ');
  const bytes = encoded === undefined ? null : decodeBase64(encoded);
  if (rest.length > 0 || !isKeyName(name!) || bytes === null || bytes.length <= KEY_ID_BYTES) return null;
  return { name: name!, keyId: encodeHex(bytes.subarray(0, KEY_ID_BYTES)), signature: bytes.slice(KEY_ID_BYTES) };
}

function decodeHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** Whether there is an ASCII control character other than newline. */
function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < FIRST_PRINTABLE && code !== NEWLINE) return true;
  }
  return false;
}
