import type { Line, Release, ReleaseSummary } from '@tensorguard/contract';
import type { Manifest } from '@tensorguard/tgsp';
import type { Row } from '../../db/tables.ts';
import type { ReleaseRow, SummaryRow } from './store.ts';

/** A release as lists show it. */
export function summaryOf(row: SummaryRow): ReleaseSummary {
  return {
    id: row.id,
    lineId: row.line_id,
    line: row.line,
    number: row.number,
    version: row.version,
    state: row.state,
    digest: row.digest,
    sizeBytes: row.size_bytes,
    publisherKeyId: row.publisher_key_id,
    publisherName: row.publisher_name,
    uploadedBy: row.uploaded_by,
    createdAt: row.created_at.toISOString(),
  };
}

/** A release with what its signed manifest says. */
export function releaseOf(row: ReleaseRow): Release {
  // It was checked before it was stored.
  const manifest = row.manifest as unknown as Manifest;
  return {
    ...summaryOf(row),
    files: manifest.files.map(({ path, size, sha256, role }) => ({ path, sizeBytes: size, sha256, role })),
    model: manifest.model,
    licence: manifest.licence,
    provenance: manifest.provenance,
    selfTests: manifest.selfTest.length,
    compatibility: manifest.compatibility,
    manifest: row.manifest,
    withdrawnReason: row.withdrawn_reason,
  };
}

/** A line as lists show it. */
export function lineOf(
  row: Row<'lines'>,
  facts: { latestRelease: ReleaseSummary | null; releases: number; agentsRunning: number },
): Line {
  return { id: row.id, name: row.name, createdAt: row.created_at.toISOString(), ...facts };
}
