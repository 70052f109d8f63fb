import { TgspError } from '../errors.ts';
import { describeIssues } from '../internal/issues.ts';
import { MAX_FILES, MAX_PAYLOAD_BYTES } from '../limits.ts';
import { manifestSchema, type Manifest } from '../manifest.ts';
import { checkPackagePaths } from '../package-path.ts';
import { PAYLOAD_CIPHER } from '../payload/chunk-cipher.ts';
import { payloadLayout, type PayloadLayout } from '../payload/payload-layout.ts';
import { HPKE_SUITE } from '../recipients/hpke.ts';

/** A manifest that obeys every rule, and the layout of its payload. */
export interface CheckedManifest {
  readonly manifest: Manifest;
  readonly layout: PayloadLayout;
}

/**
 * Checks an untrusted manifest: shape, version, suite, count and paths of files, sizes.
 *
 * @throws TgspError `unsupported_version`, `suite_unsupported`, `too_many_files`, `manifest_invalid`, `path_unsafe`,
 * `duplicate_path`, `chunk_size_invalid`, `size_mismatch`
 */
export function checkManifest(value: unknown): CheckedManifest {
  checkVersionAndCount(value);
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success)
    throw new TgspError('manifest_invalid', `the manifest is not valid: ${describeIssues(parsed.error)}`);
  const manifest = parsed.data;
  checkSuite(manifest);
  checkPackagePaths(manifest.files.map((file) => file.path));
  const { chunkSize, plaintextSize, chunks } = manifest.payload;
  const layout = payloadLayout(plaintextSize, chunkSize);
  const total = manifest.files.reduce((sum, file) => sum + file.size, 0);
  if (total !== plaintextSize || total > MAX_PAYLOAD_BYTES || chunks !== layout.chunks) {
    throw new TgspError('size_mismatch', 'the sizes in the manifest do not add up', {
      details: { filesBytes: total, plaintextSize, chunks },
    });
  }
  return { manifest, layout };
}

/**
 * Compares the size of a package with what its manifest says.
 *
 * @throws TgspError `truncated`, `trailing_bytes`
 */
export function checkFileSize(fileSize: number, headerSize: number, layout: PayloadLayout): void {
  const expected = headerSize + layout.encryptedSize;
  const details = { fileSize, expected };
  if (fileSize < expected)
    throw new TgspError('truncated', 'the package is shorter than its manifest says', { details });
  if (fileSize > expected) throw new TgspError('trailing_bytes', 'the package has bytes after its end', { details });
}

/** Cheap checks first, so that their codes do not drown in the schema's and a long list is not walked. */
function checkVersionAndCount(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const { formatVersion, files } = value as { formatVersion?: unknown; files?: unknown };
  if (typeof formatVersion === 'number' && formatVersion !== 2) {
    throw new TgspError('unsupported_version', 'the version of the manifest is not supported', {
      details: { formatVersion },
    });
  }
  if (Array.isArray(files) && files.length > MAX_FILES) {
    throw new TgspError('too_many_files', `the package has over ${MAX_FILES} files`, {
      details: { files: files.length },
    });
  }
}

function checkSuite(manifest: Manifest): void {
  const { cipher } = manifest.payload;
  if (cipher !== PAYLOAD_CIPHER) {
    throw new TgspError('suite_unsupported', 'the payload cipher is not supported', { details: { cipher } });
  }
  for (const stanza of manifest.recipients) {
    if (stanza.kind === 'hpke' && stanza.suite !== HPKE_SUITE) {
      throw new TgspError('suite_unsupported', 'a recipient suite is not supported', {
        details: { suite: stanza.suite },
      });
    }
  }
}
