import assert from 'node:assert/strict';
import { it } from 'node:test';
import { operatorRoutes } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import { eachDatabase } from '../../testing/databases.ts';
import { newPublisher } from '../../testing/packages.ts';
import { addTenant, ledgerEvents } from '../../testing/tenants.ts';
import { createPublishers, type PublisherKey } from './service.ts';

const { publicKey } = newPublisher();
const other = newPublisher().publicKey;

eachDatabase('publishers', (open) => {
  const setUp = async () => {
    const database = await open();
    const operator = await addTenant(database, 'acme');
    return { database, operator, publishers: createPublishers({ database }) };
  };

  it('trusts a publisher and says so in the ledger', async () => {
    const { database, operator, publishers } = await setUp();
    const made = await publishers.create(operator, { name: 'Research', publicKey });
    assert.deepEqual([made.name, made.keyId, made.removedAt], ['Research', publicKey.keyId, null]);
    operatorRoutes.createPublisher.success.body.parse(made);
    assert.deepEqual((await publishers.list(operator.tenantId, { limit: 10 })).items, [made]);
    assert.deepEqual(await ledgerEvents(database, operator.tenantId), [
      {
        type: 'publisher.trusted',
        actor: operator.id,
        subject: made.id,
        data: { name: 'Research', keyId: publicKey.keyId },
      },
    ]);
    const keys = await database.tenant(operator.tenantId, (tx) => publishers.trustedKeys(tx));
    assert.deepEqual(
      keys.map(({ ed25519 }) => ed25519),
      [publicKey.ed25519],
    );
  });

  const badKeys: { name: string; key: PublisherKey; reason: string }[] = [
    { name: 'an Ed25519 half that is too short', key: { ...publicKey, ed25519: 'AAAA' }, reason: 'key_malformed' },
    {
      name: 'an ML-DSA half that is no base64',
      key: { ...publicKey, mlDsa65: '#'.repeat(100) },
      reason: 'key_malformed',
    },
    { name: 'the id of another key', key: { ...publicKey, keyId: other.keyId }, reason: 'key_id_mismatch' },
    { name: 'halves of two keys', key: { ...publicKey, mlDsa65: other.mlDsa65 }, reason: 'key_id_mismatch' },
  ];
  for (const { name, key, reason } of badKeys) {
    it(`refuses a key with ${name}`, async () => {
      const { database, operator, publishers } = await setUp();
      const making = publishers.create(operator, { name: 'Research', publicKey: key });
      await assert.rejects(making, { code: 'publisher_key_invalid', reason });
      assert.deepEqual(await ledgerEvents(database, operator.tenantId), []);
    });
  }

  it('refuses a name or a key that is trusted already', async () => {
    const { operator, publishers } = await setUp();
    await publishers.create(operator, { name: 'Research', publicKey });
    const sameName = publishers.create(operator, { name: 'Research', publicKey: other });
    await assert.rejects(sameName, { code: 'name_taken' });
    const sameKey = publishers.create(operator, { name: 'Research 2', publicKey });
    await assert.rejects(sameKey, { code: 'publisher_key_invalid', reason: 'key_trusted_already' });
  });

  it('ends the trust once; name and key may be used again', async () => {
    const { database, operator, publishers } = await setUp();
    const { id } = await publishers.create(operator, { name: 'Research', publicKey });
    await publishers.remove(operator, id);
    await assert.rejects(publishers.remove(operator, id), { code: 'not_found' });
    assert.deepEqual(await database.tenant(operator.tenantId, (tx) => publishers.trustedKeys(tx)), []);
    const [removed] = (await publishers.list(operator.tenantId, { limit: 10 })).items;
    assert.ok(removed?.removedAt, 'the list still shows it');
    await publishers.create(operator, { name: 'Research', publicKey });
    assert.deepEqual(
      (await ledgerEvents(database, operator.tenantId)).map(({ type }) => type),
      ['publisher.trusted', 'publisher.removed', 'publisher.trusted'],
    );
  });

  it('shows and removes nothing of another tenant, which may trust the same key', async () => {
    const { database, operator, publishers } = await setUp();
    const foreign = await addTenant(database, 'other');
    const { id } = await publishers.create(operator, { name: 'Research', publicKey });
    assert.deepEqual((await publishers.list(foreign.tenantId, { limit: 10 })).items, []);
    await assert.rejects(publishers.remove(foreign, id), { code: 'not_found' });
    await publishers.create(foreign, { name: 'Research', publicKey });
  });

  it('pages by name', async () => {
    const { operator, publishers } = await setUp();
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of [...names].reverse()) {
      await publishers.create(operator, { name, publicKey: newPublisher().publicKey });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await publishers.list(operator.tenantId, { limit: 2, cursor });
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(seen, names);
    const listing = publishers.list(operator.tenantId, { limit: 2, cursor: 'nonsense' });
    await assert.rejects(listing, { code: 'cursor_invalid' });
  });

  it('knows no publisher by an id that was never given', async () => {
    const { operator, publishers } = await setUp();
    await assert.rejects(publishers.remove(operator, newId('pub')), { code: 'not_found' });
  });
});
