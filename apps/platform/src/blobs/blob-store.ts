import type { Digest } from '@tensorguard/core';

/** Bytes `[start, end)` of a blob. */
export interface BlobRange {
  readonly start: number;
  readonly end: number;
}

/** Name and size of a stored blob. */
export interface StoredBlob {
  /** SHA-256 of all its bytes. */
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** A blob that is held open. What it reads stays the same even when the blob is removed meanwhile. */
export interface OpenBlob extends AsyncDisposable {
  /** Bytes. */
  readonly size: number;
  /** Reads `length` bytes at `offset`; fewer at the end of the blob. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Like `read` into memory of the caller; gives the count of bytes. */
  readInto(target: Uint8Array, offset: number): Promise<number>;
  /**
   * The bytes of a range (all by default), read as fast as they are taken. The stream takes the blob over: it closes it at its
   * end, on failure and when it is cancelled.
   */
  stream(range?: BlobRange): ReadableStream<Uint8Array<ArrayBuffer>>;
  /** May be called twice. */
  close(): Promise<void>;
}

/** How a blob is taken in. */
export interface PutOptions {
  /** Refuse more than this. */
  readonly maxBytes: number;
  /** Refuse other content than this. */
  readonly expectedDigest?: Digest;
  /**
   * Looks at the received bytes before they become a blob. When it throws, nothing is kept and the error goes to the caller.
   * The blob is closed afterwards.
   */
  readonly check?: (blob: OpenBlob, stored: StoredBlob) => Promise<void>;
}

/**
 * Immutable bytes by their digest. Whoever puts a blob owns the question who may read it: the store knows no tenants.
 *
 * Every method throws PlatformError `unavailable` when the storage fails; then nothing is half-stored.
 */
export interface BlobStore {
  /**
   * Takes bytes in. They are durable and visible as a whole when the promise resolves, and not at all before.
   *
   * @throws PlatformError `body_too_large`, `request_malformed` (the body broke off, with reason `body_aborted`, or it has
   * another digest), `unavailable`, and what `check` throws; the first two tell `receivedBytes` in their details
   */
  put(body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredBlob>;
  /** Opens a blob; undefined when there is none. */
  open(digest: Digest): Promise<OpenBlob | undefined>;
  exists(digest: Digest): Promise<boolean>;
  /** Removes a blob; with an age, only one that was last put longer ago. Tells whether it did. */
  remove(digest: Digest, olderThanMs?: number): Promise<boolean>;
  /** Digests of the blobs that were last put longer ago than an age. */
  list(olderThanMs: number): AsyncIterable<Digest>;
  /** Removes what interrupted puts left behind longer ago than an age; gives the count. */
  sweepInterrupted(olderThanMs: number): Promise<number>;
}
