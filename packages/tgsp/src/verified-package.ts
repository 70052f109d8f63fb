import { createHash } from 'node:crypto';
import type { Digest } from '@tensorguard/core';
import { TgspError } from './errors.ts';
import { extractPayload, type ExtractOptions } from './payload/extract-payload.ts';
import { wipe } from './internal/wipe.ts';
import type { Manifest, ManifestFile } from './manifest.ts';
import type { PackageSource } from './package-source.ts';
import { checkKeyCommitment, createChunkCipher } from './payload/chunk-cipher.ts';
import { hashMismatch, openPayload, type EncryptedPayload } from './payload/open-payload.ts';
import type { PayloadLayout } from './payload/payload-layout.ts';
import { readPlaintext } from './payload/read-plaintext.ts';
import { WINDOW_BYTES, type ProgressListener } from './payload/window.ts';
import { unwrapStanza, wrapScopeOf } from './recipients/content-key-stanza.ts';
import type { KekProvider } from './recipients/kek-provider.ts';
import type { RecipientPrivateKey } from './recipients/recipient-key.ts';

interface VerifiedPackageParts {
  readonly source: PackageSource;
  readonly manifest: Manifest;
  readonly layout: PayloadLayout;
  readonly signerKeyId: Digest;
  readonly signerTrusted: boolean;
  readonly digest: Digest;
  readonly headerSize: number;
}

/** A package whose header is authentic. Content is verified by each method that reads it. */
export class VerifiedPackage {
  readonly manifest: Manifest;
  /** The key whose two signatures were verified. */
  readonly signerKeyId: Digest;
  /** False when the package was opened with `trust: 'any'`. */
  readonly signerTrusted: boolean;
  /** SHA-256 of preamble and header; it determines every byte of the package. */
  readonly digest: Digest;
  /** Where the payload starts, bytes. */
  readonly headerSize: number;
  /** Size of the whole package, bytes. */
  readonly fileSize: number;
  readonly #source: PackageSource;
  readonly #layout: PayloadLayout;
  readonly #salt: Buffer;
  readonly #commitment: Buffer;
  readonly #files = new Map<string, { readonly file: ManifestFile; readonly offset: number }>();

  constructor(parts: VerifiedPackageParts) {
    this.manifest = parts.manifest;
    this.signerKeyId = parts.signerKeyId;
    this.signerTrusted = parts.signerTrusted;
    this.digest = parts.digest;
    this.headerSize = parts.headerSize;
    this.fileSize = parts.source.size;
    this.#source = parts.source;
    this.#layout = parts.layout;
    this.#salt = Buffer.from(parts.manifest.payload.salt, 'base64');
    this.#commitment = Buffer.from(parts.manifest.keyCommitment, 'base64');
    let offset = 0;
    for (const file of parts.manifest.files) {
      this.#files.set(file.path, { file, offset });
      offset += file.size;
    }
  }

  /**
   * Unwraps the content key, 32 bytes, and checks it against the key commitment. Wipe it after use.
   *
   * @throws TgspError `no_matching_recipient`, `recipient_unwrap_failed`, `key_commitment_mismatch`, `key_malformed`
   */
  async unwrapContentKey(unlocker: RecipientPrivateKey | KekProvider): Promise<Buffer> {
    const contentKey = await unwrapStanza(this.manifest.recipients, unlocker, wrapScopeOf(this.manifest));
    try {
      this.checkContentKey(contentKey);
    } catch (error) {
      wipe(contentKey);
      throw error;
    }
    return contentKey;
  }

  /** Checks that a content key is the one of this package. @throws TgspError `key_commitment_mismatch` */
  checkContentKey(contentKey: Uint8Array): void {
    checkKeyCommitment(contentKey, this.#salt, this.#commitment);
  }

  /**
   * Decrypts a whole file into one buffer and checks its hash.
   *
   * @throws TgspError `file_unknown`, `hash_mismatch`, `chunk_tampered`, `truncated`, `key_commitment_mismatch`,
   * `range_invalid` when the file does not fit in one buffer
   */
  async readFile(contentKey: Uint8Array, path: string): Promise<Buffer> {
    const { file, offset } = this.#locate(path);
    const payload = this.#payload(contentKey);
    const content = allocate(file);
    await readPlaintext(payload, offset, content);
    if (createHash('sha256').update(content).digest('hex') === file.sha256) return content;
    wipe(content);
    throw hashMismatch(path);
  }

  /**
   * Decrypts a file piece by piece, at most 1 MiB each. Every piece is authentic, but only the end of the iteration proves
   * that the whole file is the one that was signed: do not act on the pieces before.
   *
   * @throws TgspError as `readFile`
   */
  async *streamFile(contentKey: Uint8Array, path: string): AsyncGenerator<Buffer, void, undefined> {
    const { file, offset } = this.#locate(path);
    const payload = this.#payload(contentKey);
    const hash = createHash('sha256');
    const end = offset + file.size;
    for (let at = offset; at < end;) {
      // Pieces end where windows end, so that no chunk is decrypted twice.
      const next = Math.min(end, (Math.floor(at / WINDOW_BYTES) + 1) * WINDOW_BYTES);
      const piece = Buffer.allocUnsafeSlow(next - at);
      await readPlaintext(payload, at, piece);
      hash.update(piece);
      at = next;
      yield piece;
    }
    if (hash.digest('hex') !== file.sha256) throw hashMismatch(path);
  }

  /**
   * Decrypts a part of a file, reading only the chunks that hold it. The bytes are authentic; the hash of the file is not
   * checked.
   *
   * @throws TgspError `file_unknown`, `range_invalid`, `chunk_tampered`, `truncated`, `key_commitment_mismatch`
   */
  async readRange(contentKey: Uint8Array, path: string, offset: number, length: number): Promise<Buffer> {
    const { file, offset: start } = this.#locate(path);
    const valid = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
    if (!valid || offset + length > file.size) {
      throw new TgspError('range_invalid', 'the range is not inside the file', {
        details: { path, offset, length, size: file.size },
      });
    }
    const payload = this.#payload(contentKey);
    const content = allocate({ ...file, size: length });
    await readPlaintext(payload, start + offset, content);
    return content;
  }

  /**
   * Verifies every chunk and the hash of every file without keeping any plaintext. Returns what was verified.
   *
   * @throws TgspError `chunk_tampered`, `hash_mismatch`, `truncated`, `key_commitment_mismatch`
   */
  async verifyPayload(
    contentKey: Uint8Array,
    onProgress?: ProgressListener,
  ): Promise<{ readonly files: number; readonly plaintextBytes: number }> {
    await openPayload(this.#payload(contentKey), this.manifest.files, undefined, onProgress);
    return { files: this.manifest.files.length, plaintextBytes: this.#layout.plaintextSize };
  }

  /**
   * Decrypts all files into a new folder. The folder appears whole and verified, or not at all.
   *
   * @throws TgspError `target_exists`, `output_failed`, and the errors of `verifyPayload`
   */
  async extractTo(contentKey: Uint8Array, directory: string, options: ExtractOptions = {}): Promise<void> {
    await extractPayload(this.#payload(contentKey), this.manifest.files, directory, options);
  }

  #locate(path: string): { readonly file: ManifestFile; readonly offset: number } {
    const found = this.#files.get(path);
    if (found === undefined) {
      throw new TgspError('file_unknown', 'the package has no such file', { details: { path } });
    }
    return found;
  }

  #payload(contentKey: Uint8Array): EncryptedPayload {
    this.checkContentKey(contentKey);
    return {
      source: this.#source,
      position: this.headerSize,
      layout: this.#layout,
      cipher: createChunkCipher(contentKey, this.#salt, this.#layout),
    };
  }
}

function allocate({ path, size }: ManifestFile): Buffer {
  try {
    return Buffer.alloc(size);
  } catch (cause) {
    throw new TgspError('range_invalid', 'the file does not fit in one buffer', { cause, details: { path, size } });
  }
}
