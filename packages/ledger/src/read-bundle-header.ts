import { bundleHeaderSchema, type BundleHeader } from './bundle-format.ts';
import { LedgerError } from './errors.ts';
import { LineSplitter } from './internal/line-splitter.ts';

/** Longest header line in bytes. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

/**
 * Reads a bundle's first line, for instance to take the checkpoint of a bundle that an auditor kept. Nothing is verified.
 *
 * @throws LedgerError `bundle_invalid`
 */
export async function readBundleHeader(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<BundleHeader> {
  const lines = new LineSplitter();
  for await (const chunk of stream) {
    lines.push(chunk);
    if (lines.next()) return parse(lines.buffer.toString('utf8', lines.start, lines.end));
    if (lines.pendingBytes > MAX_HEADER_BYTES) break;
  }
  throw new LedgerError('bundle_invalid', 'not a bundle: its first line does not end');
}

function parse(line: string): BundleHeader {
  try {
    return bundleHeaderSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new LedgerError('bundle_invalid', 'not a bundle: its first line is not a header', { cause });
  }
}
