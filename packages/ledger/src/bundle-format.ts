import { z } from 'zod';
import { MAX_NOTE_CHARS } from './internal/note-format.ts';
import { MAX_TREE_SIZE } from './internal/tile-reader.ts';

/** Name of the format, in every bundle's first line. */
export const BUNDLE_FORMAT = 'tensorguard-ledger-bundle';
/** Most earlier checkpoints in a bundle. */
export const MAX_BUNDLE_HISTORY = 1000;
/** Most verifier keys that a header lists. */
const MAX_BUNDLE_KEYS = 64;
const MAX_NAME_CHARS = 512;
const MAX_KEY_CHARS = 4096;
const HASH_BASE64 = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** First line of a bundle. Nothing in it is trusted before the checkpoint's signatures verify. */
export const bundleHeaderSchema = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  v: z.literal(1),
  origin: z.string().min(1).max(MAX_NAME_CHARS),
  /** Tenant whose entries are disclosed; `null` for all tenants. */
  tenant: z.string().min(1).max(MAX_NAME_CHARS).nullable(),
  /** Verifier keys that signed: information for people, never a reason for trust. */
  keys: z.array(z.string().max(MAX_KEY_CHARS)).max(MAX_BUNDLE_KEYS),
  /** The checkpoint note that the entries must lead to. */
  checkpoint: z.string().max(MAX_NOTE_CHARS),
  /** Earlier checkpoint notes, ascending by size. */
  history: z.array(z.string().max(MAX_NOTE_CHARS)).max(MAX_BUNDLE_HISTORY),
});
export type BundleHeader = z.output<typeof bundleHeaderSchema>;

/** Line of an entry of somebody else: its place and leaf hash (base64). */
export const withheldEntrySchema = z.strictObject({
  leaf: z.string().regex(HASH_BASE64),
  seq: z.int().min(0).max(MAX_TREE_SIZE),
});

/** Last line: number of entry lines and base64 leaf hash of the last entry. */
export const bundleTrailerSchema = z.strictObject({
  end: z.int().min(0).max(MAX_TREE_SIZE),
  head: z.string().regex(HASH_BASE64),
});
export type BundleTrailer = z.output<typeof bundleTrailerSchema>;
