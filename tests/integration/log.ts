import { operatorRoutes, type ApiClient, type LedgerEntry, type LedgerEventType } from '@tensorguard/contract';
import { verifyBundle, type VerifyReport } from '@tensorguard/ledger';
import { eventually } from './rollouts.ts';

/** Entries of a type, newest first, as soon as there are `least` of them. */
export function entriesOf(
  api: ApiClient,
  type: LedgerEventType,
  { subject, least = 1 }: { subject?: string; least?: number } = {},
): Promise<LedgerEntry[]> {
  return eventually(async () => {
    const query = { type, limit: 500, ...(subject === undefined ? {} : { subject }) };
    const { items } = await api.call(operatorRoutes.listLedgerEntries, { query });
    return items.length >= least && items;
  }, `${least} entries of type ${type}`);
}

/** The export bundle as an auditor downloads it. */
export async function exportBundle(api: ApiClient): Promise<Buffer> {
  const response = await api.raw(operatorRoutes.exportLedger, {});
  return Buffer.from(await response.arrayBuffer());
}

/** Verifies a bundle with the keys that the platform publishes. */
export async function verifyExport(api: ApiClient, bundle: Buffer): Promise<VerifyReport> {
  const { verifierKeys } = await api.call(operatorRoutes.getLedgerKeys, {});
  return verifyBundle([bundle], { trustedKeys: verifierKeys });
}
