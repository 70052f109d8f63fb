import assert from 'node:assert/strict';
import { operatorRoutes, type ApiClient } from '@tensorguard/contract';
import type { VerifiedLog } from '@tensorguard/ledger';
import { exportBundle, verifyExport } from '../integration/log.ts';
import { eventually } from '../integration/rollouts.ts';

/**
 * Waits until every event was sequenced, downloads the log and verifies it: no gap, no change, all signatures. Gives what the
 * verifier proved.
 */
export async function assertWholeLog(
  api: ApiClient,
  isComplete: (byType: VerifiedLog['entries']['byType']) => boolean = () => true,
): Promise<VerifiedLog> {
  // Every export on the way must verify, not only the last.
  const report = await eventually(async () => {
    const seen = await verifyExport(api, await exportBundle(api));
    return (!seen.ok || isComplete(seen.entries.byType)) && seen;
  }, 'the log is complete');
  assert.ok(report.ok, JSON.stringify(report));
  return report;
}

/** Names of all fleets. */
export async function fleetNames(api: ApiClient): Promise<Set<string>> {
  const names = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const query = { limit: 500, ...(cursor === undefined ? {} : { cursor }) };
    const page = await api.call(operatorRoutes.listFleets, { query });
    for (const { name } of page.items) names.add(name);
    if (page.nextCursor === null) return names;
    cursor = page.nextCursor;
  }
}
