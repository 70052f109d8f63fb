/**
 * The pieces of verification that a browser needs, with WebCrypto only: is this entry in the log, and did the log sign
 * that? Nothing here may import Node's modules or the rest of the package that does.
 */
import {
  concat,
  decodeBase64,
  encodeHex,
  keyIdInput,
  parseCheckpointText,
  parseNote,
  parseVerifierKey,
  SIGNATURE_TYPES,
} from './internal/note-format.ts';
import { inclusionPath } from './internal/proof-path.ts';

/** Codes of refusals in the browser. */
export type WebVerifyErrorCode =
  | 'checkpoint_malformed'
  | 'checkpoint_signature_invalid'
  | 'key_invalid'
  | 'proof_invalid'
  | 'untrusted_key';

/** Something is not proven. */
export class WebVerifyError extends Error {
  readonly code: WebVerifyErrorCode;

  constructor(code: WebVerifyErrorCode, message: string) {
    super(message);
    this.code = code;
    this.name = 'WebVerifyError';
  }
}

/** What an inclusion proof claims. Hashes are base64, as the platform's API gives them. */
export interface WebInclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly root: string;
  readonly leafHash: string;
  readonly proof: readonly string[];
}

/** An inclusion that holds. */
export interface WebVerifiedInclusion {
  readonly index: number;
  readonly size: number;
  readonly leafHash: string;
  readonly root: string;
}

/** A checkpoint that a trusted Ed25519 key signed. */
export interface WebCheckpoint {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** Key id of the signature that was verified, hexadecimal. */
  readonly keyId: string;
}

const HASH_BYTES = 32;

/** RFC 6962 leaf hash of an entry's stored bytes, base64. */
export async function entryLeafHash(bytes: Uint8Array): Promise<string> {
  return toBase64(await sha256(Uint8Array.of(0), bytes));
}

/**
 * Checks an inclusion proof (RFC 9162, 2.1.3.2).
 *
 * @throws WebVerifyError `proof_invalid`
 */
export async function verifyInclusion(claim: WebInclusionClaim): Promise<WebVerifiedInclusion> {
  const { index, size, root, leafHash } = claim;
  const path = inclusionPath(index, size);
  const siblings = claim.proof.map(hashFrom);
  if (path === null || path.length !== siblings.length) throw notProven();
  let hash = hashFrom(leafHash);
  for (const [i, side] of path.entries()) {
    const pair = side === 'left' ? [siblings[i]!, hash] : [hash, siblings[i]!];
    hash = await sha256(Uint8Array.of(1), ...pair);
  }
  if (toBase64(hash) !== root) throw notProven();
  return { index, size, leafHash, root };
}

/**
 * Verifies the Ed25519 signature (type 0x01) of a checkpoint note by a trusted verifier key. Other signatures, the
 * post-quantum cosignature among them, are not looked at here: the offline verifier checks those.
 *
 * @throws WebVerifyError `key_invalid`, `checkpoint_malformed`, `untrusted_key`, `checkpoint_signature_invalid`
 */
export async function openCheckpoint(note: string, vkey: string): Promise<WebCheckpoint> {
  const trusted = parseVerifierKey(vkey);
  if (trusted === null || trusted.type !== SIGNATURE_TYPES.ed25519) {
    throw new WebVerifyError('key_invalid', 'not an Ed25519 verifier key');
  }
  const id = await sha256(keyIdInput(trusted.name, trusted.type, trusted.publicKey));
  if (encodeHex(id.subarray(0, 4)) !== trusted.keyId) {
    throw new WebVerifyError('key_invalid', 'the key id does not match the key');
  }
  const parsed = parseNote(note);
  const checkpoint = parsed && parseCheckpointText(parsed.text);
  if (!checkpoint) throw new WebVerifyError('checkpoint_malformed', 'not a checkpoint note');
  const lines = parsed.signatures.filter(({ name, keyId }) => name === trusted.name && keyId === trusted.keyId);
  if (lines.length === 0) throw new WebVerifyError('untrusted_key', 'the checkpoint is not signed by the trusted key');
  const text = new TextEncoder().encode(parsed.text);
  const key = await importKey(trusted.publicKey);
  for (const { signature } of lines) {
    if (!(await crypto.subtle.verify('Ed25519', key, signature, text))) {
      throw new WebVerifyError('checkpoint_signature_invalid', 'the signature on the checkpoint is wrong');
    }
  }
  const { origin, size, root } = checkpoint;
  return { origin, size, root: toBase64(root), keyId: trusted.keyId };
}

async function importKey(raw: Uint8Array<ArrayBuffer>): Promise<Awaited<ReturnType<typeof crypto.subtle.importKey>>> {
  try {
    return await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
  } catch {
    throw new WebVerifyError('key_invalid', 'not an Ed25519 key');
  }
}

function hashFrom(text: string): Uint8Array<ArrayBuffer> {
  const bytes = decodeBase64(text);
  if (bytes?.length !== HASH_BYTES) throw notProven();
  return bytes;
}

async function sha256(...parts: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function notProven(): WebVerifyError {
  return new WebVerifyError('proof_invalid', 'the inclusion proof does not lead to the root');
}
