/** Largest header of a package, bytes. */
export const MAX_HEADER_BYTES = 4 * 1024 * 1024;
/** Most files in a package. */
export const MAX_FILES = 4096;
/** Largest payload before encryption, bytes (1 TiB). */
export const MAX_PAYLOAD_BYTES = 2 ** 40;
/** Longest path of a file in a package, UTF-8 bytes. */
export const MAX_PATH_BYTES = 512;
/** Longest part of a path between two slashes, UTF-8 bytes. */
export const MAX_PATH_SEGMENT_BYTES = 255;
/** Most recipients of one package. */
export const MAX_RECIPIENTS = 256;
/** Most self-test vectors in one manifest. */
export const MAX_SELF_TESTS = 64;
/** Most tensors on either side of a model or a self-test. */
export const MAX_TENSORS = 256;
/** Most dimensions of a tensor. */
export const MAX_DIMENSIONS = 16;
/** Smallest chunk, bytes of plaintext. */
export const MIN_CHUNK_BYTES = 64 * 1024;
/** Largest chunk, bytes of plaintext. */
export const MAX_CHUNK_BYTES = 1024 * 1024;
/** Chunk size when the packer names none, bytes. */
export const DEFAULT_CHUNK_BYTES = 256 * 1024;
/** Size of the content key, bytes. */
export const CONTENT_KEY_BYTES = 32;
/** Size of the salt of a package, bytes. */
export const SALT_BYTES = 32;
/** Size of the authentication tag after each chunk, bytes. */
export const TAG_BYTES = 16;
