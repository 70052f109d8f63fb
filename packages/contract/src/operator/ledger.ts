import { z } from 'zod';
import { pageOf, pageQuery, timestamp } from '../primitives.ts';
import { defineRoute } from '../route.ts';
import { LEDGER_EVENT_TYPES } from '../ledger-events.ts';

const tag = 'Ledger';

export const party = z
  .object({ kind: z.string().describe('What it is'), id: z.string().describe('Its id') })
  .meta({ id: 'Party' });

export const ledgerEntrySchema = z
  .object({
    seq: z.int().describe('Position in the log, from 0'),
    time: timestamp,
    type: z.string().describe('Event type'),
    title: z.string().describe('What happened, for people'),
    actor: party.describe('Who did it'),
    actorName: z.string().nullable().describe('Display name of the actor, where known'),
    subject: party.describe('What it was done to'),
    subjectName: z.string().nullable().describe('Display name of the subject, where known'),
    data: z.record(z.string(), z.unknown()).describe('Facts of the event'),
  })
  .meta({ id: 'LedgerEntry' });
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

export const ledgerProofSchema = z
  .object({
    entry: ledgerEntrySchema,
    raw: z.string().describe('The exact bytes of the entry (canonical JSON), as text'),
    leafHash: z.string().describe('RFC 6962 leaf hash, base64'),
    checkpoint: z.string().describe('Signed checkpoint (C2SP signed note)'),
    treeSize: z.int().describe('Size of the tree of the checkpoint'),
    inclusionProof: z.array(z.string()).describe('Audit path, base64, leaf to root'),
  })
  .meta({ id: 'LedgerProof' });
export type LedgerProof = z.infer<typeof ledgerProofSchema>;

export const ledgerKeysSchema = z
  .object({
    origin: z.string().describe('Name of the log'),
    verifierKeys: z.array(z.string()).describe('Verifier keys (C2SP signed-note form): Ed25519 and ML-DSA-44'),
  })
  .meta({ id: 'LedgerKeys' });

const guarded = ['not_signed_in', 'not_permitted'] as const;

export const ledgerRoutes = {
  listLedgerEntries: defineRoute({
    id: 'listLedgerEntries',
    method: 'GET',
    path: '/v1/ledger/entries',
    summary: 'Entries of the tenant, newest first',
    tag,
    access: 'ledger:read',
    query: z.strictObject({
      ...pageQuery,
      type: z
        .string()
        .max(500)
        .optional()
        .describe(
          `Event types, separated by commas; a prefix such as \`rollout.\` too. Known: ${LEDGER_EVENT_TYPES.join(', ')}`,
        ),
      actor: z.string().max(80).optional().describe('Id of the actor'),
      subject: z.string().max(80).optional().describe('Id of the subject'),
      about: z.string().max(80).optional().describe('An id that the entry mentions anywhere'),
      text: z.string().max(80).optional().describe('Part of the entry, as text'),
      from: timestamp.optional().describe('Not before'),
      to: timestamp.optional().describe('Before'),
    }),
    success: { status: 200, body: pageOf(ledgerEntrySchema) },
    errors: [...guarded, 'cursor_invalid'],
  }),
  getLedgerEntry: defineRoute({
    id: 'getLedgerEntry',
    method: 'GET',
    path: '/v1/ledger/entries/{seq}',
    summary: 'One entry with its inclusion proof in a signed checkpoint',
    tag,
    access: 'ledger:read',
    params: z.strictObject({ seq: z.coerce.number().int().min(0).describe('Position in the log') }),
    success: { status: 200, body: ledgerProofSchema },
    errors: [...guarded, 'not_found'],
  }),
  getLedgerEntryProofFile: defineRoute({
    id: 'getLedgerEntryProofFile',
    method: 'GET',
    path: '/v1/ledger/entries/{seq}/proof',
    summary: 'The inclusion proof as a c2sp.org/tlog-proof file',
    tag,
    access: 'ledger:read',
    params: z.strictObject({ seq: z.coerce.number().int().min(0).describe('Position in the log') }),
    success: { status: 200, contentType: 'text/plain' },
    errors: [...guarded, 'not_found'],
  }),
  getLedgerKeys: defineRoute({
    id: 'getLedgerKeys',
    method: 'GET',
    path: '/v1/ledger/keys',
    summary: 'Public keys that verify checkpoints',
    tag,
    access: 'public',
    success: { status: 200, body: ledgerKeysSchema },
    errors: [],
  }),
  getCheckpoint: defineRoute({
    id: 'getCheckpoint',
    method: 'GET',
    path: '/v1/ledger/checkpoint',
    summary: 'The newest signed checkpoint',
    tag,
    access: 'public',
    success: { status: 200, contentType: 'text/plain' },
    errors: ['not_found'],
  }),
  getConsistencyProof: defineRoute({
    id: 'getConsistencyProof',
    method: 'GET',
    path: '/v1/ledger/consistency',
    summary: 'Proof that one tree size is a prefix of another (RFC 9162)',
    tag,
    access: 'public',
    query: z.strictObject({
      from: z.coerce.number().int().min(1).describe('The older tree size'),
      to: z.coerce.number().int().min(1).describe('The newer tree size'),
    }),
    success: { status: 200, body: z.object({ proof: z.array(z.string()).describe('Hashes, base64') }) },
    errors: ['not_found'],
  }),
  exportLedger: defineRoute({
    id: 'exportLedger',
    method: 'GET',
    path: '/v1/ledger/bundle',
    summary: 'Everything that an auditor needs to verify the tenant’s log offline',
    tag,
    access: 'ledger:read',
    success: { status: 200, contentType: 'application/vnd.tensorguard.ledger-bundle' },
    errors: [...guarded, 'not_found'],
  }),
};
