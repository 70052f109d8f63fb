import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isoTime, newId, silentLogger } from '@tensorguard/core';
import { collectingLogger, ManualClock, waitFor } from '@tensorguard/testkit';
import { sql } from 'kysely';
import type { Change } from '../../db/database.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { addFleet, addFleetAgent } from '../../testing/fleet-rows.ts';
import { addTenant } from '../../testing/tenants.ts';
import { createLastSeen } from './last-seen.ts';

eachDatabase('heartbeats', (open) => {
  const setUp = async (logger = silentLogger) => {
    const clock = new ManualClock(Date.now());
    const database = await open(clock);
    const { tenantId } = await addTenant(database, 'acme');
    const fleetId = await addFleet(database, tenantId, 'site');
    const add = () => addFleetAgent(database, tenantId, fleetId, { seenAt: null });
    const lastSeen = createLastSeen({ database, clock, logger });
    const heartbeat = (cpuPercent: number, change: { sentAt?: string; line?: string } = {}) => ({
      sentAt: change.sentAt ?? isoTime(clock.now()),
      telemetry: {
        cpuPercent,
        memoryUsedBytes: 1,
        memoryTotalBytes: 1,
        diskUsedBytes: 1,
        diskTotalBytes: 1,
        processMemoryBytes: 1,
        uptimeSeconds: 1,
        spooledReports: 0,
      },
      models:
        change.line === undefined
          ? []
          : [
              {
                line: change.line,
                releaseId: newId('rel'),
                inference: { requests: 0, errors: 0, p50Ms: null, p95Ms: null },
              },
            ],
    });
    const stored = async () => {
      const rows = await database.system((tx) => tx.sql.selectFrom('agent_last_seen').selectAll().execute());
      return new Map(
        rows.map((row) => [
          row.agent_id,
          { at: row.seen_at.getTime(), skew: row.clock_skew_ms, cpu: row.telemetry['cpuPercent'] },
        ]),
      );
    };
    const rename = (from: string, to: string) =>
      database.system((tx) => sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(tx.sql));
    return { clock, database, tenantId, add, lastSeen, heartbeat, stored, rename };
  };

  it('are written together, the newest of each agent, and announced once', async () => {
    const { add, lastSeen, heartbeat, stored, database, clock, tenantId } = await setUp();
    const [one, two] = [await add(), await add()];
    const changes: Change[] = [];
    const leave = database.onChange((list) => changes.push(...list));
    lastSeen.note(one, heartbeat(1));
    await clock.advance(500);
    lastSeen.note(one, heartbeat(2, { sentAt: isoTime(clock.now() - 1234) }));
    lastSeen.note(two, heartbeat(3));
    assert.equal((await stored()).size, 0);
    await lastSeen.flush();
    await lastSeen.flush();
    leave();
    assert.deepEqual(
      await stored(),
      new Map([
        [one.id, { at: clock.now(), skew: -1234, cpu: 2 }],
        [two.id, { at: clock.now(), skew: 0, cpu: 3 }],
      ]),
    );
    assert.deepEqual(changes, [{ tenantId, topic: 'agents', ids: [] }]);
    await clock.advance(1000);
    lastSeen.note(one, heartbeat(4));
    await lastSeen.flush();
    assert.equal((await stored()).get(one.id)!.cpu, 4);
  });

  it('that could not be written are written later, unless a newer one came', async () => {
    const { add, lastSeen, heartbeat, stored, rename } = await setUp();
    const [one, two] = [await add(), await add()];
    lastSeen.note(one, heartbeat(1));
    lastSeen.note(two, heartbeat(2));
    await rename('agent_last_seen', 'elsewhere');
    const failing = lastSeen.flush();
    lastSeen.note(two, heartbeat(3));
    await assert.rejects(failing);
    await rename('elsewhere', 'agent_last_seen');
    await lastSeen.flush();
    const rows = await stored();
    assert.deepEqual([rows.get(one.id)!.cpu, rows.get(two.id)!.cpu], [1, 3]);
  });

  it('that no database can hold, or of nobody, do not keep the others from being written', async () => {
    const logger = collectingLogger();
    const { add, lastSeen, heartbeat, stored, tenantId } = await setUp(logger);
    const agents = [await add(), await add(), await add(), await add(), await add()];
    agents.forEach((agent, i) => lastSeen.note(agent, heartbeat(i, i === 3 ? { line: 'a\0b' } : {})));
    lastSeen.note({ id: newId('agt'), tenantId }, heartbeat(9));
    await lastSeen.flush();
    assert.deepEqual(
      [...(await stored()).keys()].sort(),
      agents
        .filter((_, i) => i !== 3)
        .map(({ id }) => id)
        .sort(),
    );
    assert.deepEqual(
      logger.of('heartbeat_dropped').map((line) => line['agentId']),
      [agents[3]!.id],
    );
    await lastSeen.flush();
    assert.equal(logger.of('heartbeat_dropped').length, 1, 'it is not tried again');
  });

  it('of a clock that is far off are kept within what the column holds', async () => {
    const { add, lastSeen, heartbeat, stored } = await setUp();
    const [past, future] = [await add(), await add()];
    lastSeen.note(past, heartbeat(1, { sentAt: '0001-01-01T00:00:00Z' }));
    lastSeen.note(future, heartbeat(1, { sentAt: '9999-12-31T23:59:59Z' }));
    await lastSeen.flush();
    const rows = await stored();
    assert.deepEqual([rows.get(past.id)!.skew, rows.get(future.id)!.skew], [-2_000_000_000, 2_000_000_000]);
  });

  it('are written every second, also after a failure, and at the end', async () => {
    const logger = collectingLogger();
    const { add, lastSeen, heartbeat, stored, clock, rename } = await setUp(logger);
    const [one, two] = [await add(), await add()];
    lastSeen.start();
    lastSeen.start();
    await rename('agent_last_seen', 'elsewhere');
    lastSeen.note(one, heartbeat(1));
    await clock.advance(1000);
    await waitFor(() => logger.of('heartbeats_not_stored').length === 1);
    await rename('elsewhere', 'agent_last_seen');
    await waitFor(() => clock.sleeping === 1);
    await clock.advance(1000);
    await waitFor(async () => (await stored()).size === 1);
    lastSeen.note(two, heartbeat(2));
    await lastSeen.stop();
    assert.equal((await stored()).size, 2);
  });
});
