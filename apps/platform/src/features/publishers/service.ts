import type { Publisher } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import { signingKeyId, signingPublicKey, TgspError, type SigningPublicKey } from '@tensorguard/tgsp';
import { isUniqueViolation, type Database, type Tx } from '../../db/database.ts';
import { notFound, PlatformError } from '../../errors.ts';
import { partyOf, type Operator } from '../../http/context.ts';
import { nameCursor, pageFrom } from '../../http/cursor.ts';
import { publisherOf, verificationKeyOf } from './read-model.ts';
import * as store from './store.ts';

/** A hybrid public key as the contract parses it. */
export interface PublisherKey {
  readonly keyId: string;
  readonly ed25519: string;
  readonly mlDsa65: string;
}

/** Lists publishers, trusts them, and ends the trust. */
export type Publishers = ReturnType<typeof createPublishers>;

/** Makes the publishers service. */
export function createPublishers({ database }: { database: Database }) {
  return {
    async list(tenantId: string, page: { limit: number; cursor?: string | undefined }) {
      const after = nameCursor(page.cursor);
      const rows = await database.tenant(tenantId, (tx) => store.listPublishers(tx, after, page.limit));
      const { items, nextCursor } = pageFrom(rows, page.limit, (row) => [row.name, row.id]);
      return { items: items.map(publisherOf), nextCursor };
    },

    /** @throws PlatformError `publisher_key_invalid`, `name_taken` */
    async create(operator: Operator, input: { name: string; publicKey: PublisherKey }): Promise<Publisher> {
      const { tenantId } = operator;
      const publicKey = checkKey(input.publicKey);
      return database
        .tenant(tenantId, async (tx) => {
          const row = {
            id: newId('pub', tx.now),
            tenant_id: tenantId,
            name: input.name,
            key_id: publicKey.keyId,
            public_key: publicKey,
            created_at: new Date(tx.now),
            removed_at: null,
          };
          await store.insertPublisher(tx, row);
          tx.record({
            tenantId,
            type: 'publisher.trusted',
            actor: partyOf(operator),
            subject: { kind: 'publisher', id: row.id },
            data: { name: row.name, keyId: row.key_id },
          });
          tx.changed(tenantId, 'releases', row.id);
          return publisherOf(row);
        })
        .catch((error: unknown) => {
          throw conflictOr(error);
        });
    },

    /** Its releases stay; new packages of this key are refused. @throws PlatformError `not_found` */
    async remove(operator: Operator, publisherId: string): Promise<void> {
      const { tenantId } = operator;
      await database.tenant(tenantId, async (tx) => {
        const row = await store.removePublisher(tx, publisherId);
        if (!row) throw notFound('publisher', publisherId);
        tx.record({
          tenantId,
          type: 'publisher.removed',
          actor: partyOf(operator),
          subject: { kind: 'publisher', id: row.id },
          data: { name: row.name, keyId: row.key_id },
        });
        tx.changed(tenantId, 'releases', row.id);
      });
    },

    /** Keys whose packages are accepted now, in the transaction's tenant. */
    async trustedKeys(tx: Tx): Promise<SigningPublicKey[]> {
      return (await store.listTrusted(tx)).map(verificationKeyOf);
    },

    /** Id of the trusted publisher of a key, who stays trusted until the transaction ends. */
    async lockTrusted(tx: Tx, keyId: string): Promise<string | undefined> {
      return (await store.lockTrusted(tx, keyId))?.id;
    },
  };
}

/** A copy of the key with its two halves and its name checked. */
function checkKey({ keyId, ed25519, mlDsa65 }: PublisherKey): PublisherKey {
  let actual: string;
  try {
    actual = signingKeyId(signingPublicKey({ ed25519, mlDsa65 }));
  } catch (cause) {
    if (!(cause instanceof TgspError)) throw cause;
    throw new PlatformError('publisher_key_invalid', cause.message, {
      cause,
      reason: cause.code,
      detail: 'The key has not the sizes of an Ed25519 and an ML-DSA-65 public key in base64.',
    });
  }
  if (actual !== keyId) {
    throw new PlatformError('publisher_key_invalid', 'the key id is not the one of the key', {
      reason: 'key_id_mismatch',
      detail: 'The key id does not belong to this key.',
      details: { keyId, actual },
    });
  }
  return { keyId, ed25519, mlDsa65 };
}

function conflictOr(error: unknown): unknown {
  if (!isUniqueViolation(error)) return error;
  if ((error as { constraint?: unknown }).constraint === 'publishers_by_key') {
    return new PlatformError('publisher_key_invalid', 'the key is trusted already', {
      cause: error,
      reason: 'key_trusted_already',
      detail: 'This key is trusted already, under another name or the same.',
    });
  }
  return new PlatformError('name_taken', 'a trusted publisher of this name exists', { cause: error });
}
