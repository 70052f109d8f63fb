import { Readable } from 'node:stream';
import { operatorRoutes } from '@tensorguard/contract';
import { bind, RawAnswer, type Binding } from '../../http/binding.ts';
import { operatorOf } from '../../http/context.ts';
import type { Ledger } from './service.ts';

/** Routes of the audit trail. */
export function ledgerRoutes(ledger: Ledger): Binding[] {
  return [
    bind(operatorRoutes.listLedgerEntries, ({ query }, context) => ledger.list(operatorOf(context).tenantId, query)),
    bind(operatorRoutes.getLedgerEntry, ({ params }, context) =>
      ledger.proof(operatorOf(context).tenantId, params.seq),
    ),
    bind(operatorRoutes.getLedgerEntryProofFile, async ({ params }, context) => {
      const text = await ledger.proofFile(operatorOf(context).tenantId, params.seq);
      return new RawAnswer(text, {
        headers: { 'content-disposition': `attachment; filename="entry-${params.seq}.tlog-proof"` },
      });
    }),
    bind(operatorRoutes.getLedgerKeys, async () => ledger.keys()),
    bind(operatorRoutes.getCheckpoint, async () => new RawAnswer((await ledger.checkpoint()).note)),
    bind(operatorRoutes.getConsistencyProof, async ({ query }) => ({
      proof: await ledger.consistency(query.from, query.to),
    })),
    bind(operatorRoutes.exportLedger, async (_, context) => {
      const stream = await ledger.bundle(operatorOf(context).tenantId);
      return new RawAnswer(Readable.toWeb(stream) as ReadableStream, {
        headers: { 'content-disposition': 'attachment; filename="ledger.tgbundle"' },
      });
    }),
  ];
}
