import type { Publisher } from '@tensorguard/contract';
import { signingPublicKey, type SigningPublicKey } from '@tensorguard/tgsp';
import type { Row } from '../../db/tables.ts';

/** A publisher as the contract shows it. */
export function publisherOf(row: Omit<Row<'publishers'>, 'public_key' | 'tenant_id'>): Publisher {
  return {
    id: row.id,
    name: row.name,
    keyId: row.key_id,
    createdAt: row.created_at.toISOString(),
    removedAt: row.removed_at?.toISOString() ?? null,
  };
}

/** The key of a stored publisher, to verify with. */
export function verificationKeyOf({ public_key: key }: Pick<Row<'publishers'>, 'public_key'>): SigningPublicKey {
  return signingPublicKey({ ed25519: key.ed25519, mlDsa65: key.mlDsa65 });
}
