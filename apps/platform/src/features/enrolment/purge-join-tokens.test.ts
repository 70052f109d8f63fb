import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ManualClock } from '@tensorguard/testkit';
import { sql } from 'kysely';
import { eachDatabase } from '../../testing/databases.ts';
import { addFleet, addFleetAgent } from '../../testing/fleet-rows.ts';
import { addTenant } from '../../testing/tenants.ts';
import { JOIN_TOKEN_RETENTION_MS, purgeJoinTokens } from './purge-join-tokens.ts';

eachDatabase('expired join tokens', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const { tenantId } = await addTenant(database, 'acme');
    const fleetId = await addFleet(database, tenantId, 'site');
    /** Tokens that expire at a moment, by their rows. */
    const addTokens = (name: string, count: number, expiresAt: number) =>
      database.system((tx) =>
        sql`insert into join_tokens (id, token_hash, tenant_id, fleet_id, name, labels, max_uses, created_at, expires_at)
          select 'jtk_' || ${name}::text || n, sha256(convert_to(${name}::text || n, 'UTF8')), ${tenantId}, ${fleetId},
            ${name}, '{}', 1, ${new Date(tx.now)}, ${new Date(expiresAt)} from generate_series(1, ${count}::integer) as n`.execute(
          tx.sql,
        ),
      );
    const names = async () =>
      (await database.system((tx) => tx.sql.selectFrom('join_tokens').select('name').distinct().execute()))
        .map(({ name }) => name)
        .sort();
    return { clock, database, tenantId, fleetId, addTokens, names };
  };

  it('are forgotten after a while, those that an agent enrolled with never', async () => {
    const { addTokens, clock, database, fleetId, names, tenantId } = await setUp();
    await addTokens('unused', 1, clock.now());
    await addTokens('valid', 1, clock.now() + 1);
    const { id } = await addFleetAgent(database, tenantId, fleetId, { seenAt: null });
    await database.system(async (tx) => {
      const agent = await tx.sql
        .selectFrom('agents')
        .select('join_token_id')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      const change = { name: 'used', expires_at: new Date(clock.now()) };
      await tx.sql.updateTable('join_tokens').set(change).where('id', '=', agent.join_token_id).execute();
    });
    await clock.advance(JOIN_TOKEN_RETENTION_MS);
    assert.equal(await purgeJoinTokens(database), 0, 'exactly as old as the retention');
    await clock.advance(1);
    assert.equal(await purgeJoinTokens(database), 1);
    assert.deepEqual(await names(), ['used', 'valid']);
  });

  it('are forgotten however many there are', async () => {
    const { addTokens, clock, database, names } = await setUp();
    await addTokens('unused', 10_001, clock.now() - 1);
    await clock.advance(JOIN_TOKEN_RETENTION_MS);
    assert.equal(await purgeJoinTokens(database), 10_001);
    assert.deepEqual(await names(), ['site'], 'that of the fleet is as old as the retention');
  });
});
