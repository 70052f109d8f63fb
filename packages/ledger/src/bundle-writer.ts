import { BUNDLE_FORMAT, bundleHeaderSchema, type BundleHeader } from './bundle-format.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { FIRST_PREVIOUS } from './entry.ts';
import { LedgerError } from './errors.ts';
import { HASH_BYTES, leafHash } from './tree-hash.ts';

/** Bytes that are gathered before a chunk is handed on. */
const CHUNK_BYTES = 64 * 1024;
const NEWLINE = Buffer.from('\n');

/** What a bundle is about. */
export interface BundleOptions {
  /** Note of the checkpoint whose entries the bundle holds. */
  readonly checkpoint: string;
  /** Earlier notes, ascending by size; each lets an auditor narrow down where a rewritten log departs. */
  readonly history?: readonly string[];
  /** Verifier key strings of the signers, for the reader's information. */
  readonly keys?: readonly string[];
  /** The tenant whose entries are disclosed; left out or `null` when all are. */
  readonly tenant?: string | null;
}

/** One entry of the log, in order: its bytes, or only its leaf hash when it is not the reader's to see. */
export type BundleItem =
  | { readonly seq: number; readonly bytes: Uint8Array }
  | { readonly seq: number; readonly leafHash: Uint8Array };

/** Writes an export bundle (docs/spec/ledger-v1.md) as a stream of chunks, in memory that does not grow with the log. */
export class BundleWriter {
  readonly #header: BundleHeader;
  readonly #size: number;

  /** @throws LedgerError `checkpoint_malformed`, `bundle_invalid` */
  constructor(options: BundleOptions) {
    const { origin, size } = parseCheckpoint(options.checkpoint);
    const header = {
      format: BUNDLE_FORMAT,
      v: 1,
      origin,
      tenant: options.tenant ?? null,
      keys: [...(options.keys ?? [])],
      checkpoint: options.checkpoint,
      history: [...(options.history ?? [])],
    };
    const parsed = bundleHeaderSchema.safeParse(header);
    if (!parsed.success) throw new LedgerError('bundle_invalid', 'not a bundle header', { cause: parsed.error });
    this.#header = parsed.data;
    this.#size = size;
  }

  /**
   * The bundle's bytes. `items` are all entries of the checkpoint's tree from 0 on; what the source has beyond the
   * checkpoint is not read.
   *
   * @throws LedgerError `bundle_invalid` when an entry is missing or out of order.
   */
  async *chunks(items: Iterable<BundleItem> | AsyncIterable<BundleItem>): AsyncGenerator<Buffer, void, undefined> {
    let gathered: Uint8Array[] = [Buffer.from(`${JSON.stringify(this.#header)}\n`)];
    let bytes = 0;
    let next = 0;
    let last: BundleItem | undefined;
    if (this.#size > 0) {
      for await (const item of items) {
        if (item.seq !== next)
          throw new LedgerError('bundle_invalid', 'an entry is missing', { details: { seq: next } });
        const line = entryLine(item);
        gathered.push(line, NEWLINE);
        bytes += line.length + 1;
        next++;
        last = item;
        if (bytes >= CHUNK_BYTES) {
          yield Buffer.concat(gathered);
          gathered = [];
          bytes = 0;
        }
        if (next === this.#size) break;
      }
    }
    if (next !== this.#size) throw new LedgerError('bundle_invalid', 'an entry is missing', { details: { seq: next } });
    const head = last === undefined ? FIRST_PREVIOUS : itemHash(last).toString('base64');
    gathered.push(Buffer.from(`{"end":${next},"head":"${head}"}\n`));
    yield Buffer.concat(gathered);
  }
}

function entryLine(item: BundleItem): Uint8Array {
  if ('bytes' in item) return item.bytes;
  return Buffer.from(`{"leaf":"${itemHash(item).toString('base64')}","seq":${item.seq}}`);
}

function itemHash(item: BundleItem): Buffer {
  if ('bytes' in item) return leafHash(item.bytes);
  if (item.leafHash.length === HASH_BYTES) return Buffer.from(item.leafHash);
  throw new LedgerError('bundle_invalid', 'a leaf hash has the wrong length', { details: { seq: item.seq } });
}
