import assert from 'node:assert/strict';
import { it } from 'node:test';
import { silentLogger } from '@tensorguard/core';
import {
  Ed25519NoteSigner,
  generateLogKeys,
  leafHash,
  MlDsa44Cosigner,
  noteVerifier,
  parseCheckpoint,
  verifyBundle,
  verifyConsistency,
  verifyInclusion,
  verifyTlogProof,
} from '@tensorguard/ledger';
import { ManualClock } from '@tensorguard/testkit';
import { eachDatabase } from '../../testing/databases.ts';
import { addFleet, addFleetAgent } from '../../testing/fleet-rows.ts';
import { openRolloutDesk } from '../../testing/rollout-desk.ts';
import { addTenant } from '../../testing/tenants.ts';
import { createSequencer } from './sequencer.ts';
import { createLedger, type EntryQuery } from './service.ts';
import { sampleCheckpoints } from './store.ts';

const ORIGIN = 'test/log';
const keys = generateLogKeys({ origin: ORIGIN });
const VERIFIER_KEYS = [keys.ed25519.vkey, keys.mlDsa44.vkey];
const SIGNERS = [new Ed25519NoteSigner(keys.ed25519), new MlDsa44Cosigner(keys.mlDsa44)];

eachDatabase('the audit trail', (open) => {
  const setUp = async () => {
    const clock = new ManualClock(Date.parse('2026-03-01T00:00:00Z'));
    const database = await open(clock);
    const { tenantId } = await addTenant(database, 'acme');
    const { tenantId: otherId } = await addTenant(database, 'other');
    const sequencer = createSequencer({ database, origin: ORIGIN, signers: SIGNERS, clock, logger: silentLogger });
    const ledger = createLedger({ database, origin: ORIGIN, verifierKeys: VERIFIER_KEYS });
    const record = (
      of: string,
      type: Parameters<Parameters<Parameters<typeof database.tenant>[1]>[0]['record']>[0]['type'],
      { actor = 'usr_1', subject = 'flt_1', data = {} }: { actor?: string; subject?: string; data?: object } = {},
    ) =>
      database.tenant(of, async (tx) =>
        tx.record({
          tenantId: of,
          type,
          actor: { kind: 'user', id: actor },
          subject: { kind: 'fleet', id: subject },
          data: { ...data },
        }),
      );
    const found = async (query: Partial<EntryQuery>, of = tenantId) =>
      (await ledger.list(of, { limit: 100, ...query })).items.map(({ seq }) => seq);
    return { clock, database, tenantId, otherId, sequencer, ledger, record, found };
  };

  it('is found by type, actor, subject, mention, text and time', async () => {
    const { clock, tenantId, otherId, sequencer, record, found } = await setUp();
    await record(tenantId, 'fleet.created', { data: { name: '100 %_x', path: 'C:\\temp\\"a"' } });
    await record(otherId, 'fleet.created', { data: { name: '100 %_x' } });
    await clock.advance(1000);
    await record(tenantId, 'rollout.created', { actor: 'usr_2', data: { fleetIds: ['flt_1', 'flt_22'] } });
    await record(tenantId, 'rollout.paused', { subject: 'rlt_1', data: { reason: 'Latency Ö' } });
    await clock.advance(1000);
    await record(tenantId, 'agent.revoked', { subject: 'agt_1', data: { reason: '100 pct: flt_1x' } });
    await sequencer.run();
    const cases: [string, Partial<EntryQuery>, number[]][] = [
      ['everything, newest first', {}, [4, 3, 2, 0]],
      ['one type', { type: 'rollout.paused' }, [3]],
      ['a prefix', { type: 'rollout.' }, [3, 2]],
      ['types and prefixes', { type: 'agent.revoked,rollout.' }, [4, 3, 2]],
      ['part of a type is none', { type: 'rollout' }, []],
      ['a pattern is no prefix', { type: '%.' }, []],
      ['a type with an underscore is not a pattern', { type: 'rollout_created' }, []],
      ['an actor', { actor: 'usr_2' }, [2]],
      ['a subject', { subject: 'flt_1' }, [2, 0]],
      ['about: subject or mentioned, whole ids only', { about: 'flt_1' }, [2, 0]],
      ['about: mentioned', { about: 'flt_22' }, [2]],
      ['about: a pattern is none', { about: 'flt_%' }, []],
      ['text in any case', { text: 'lATENCY Ö' }, [3]],
      ['text with a per cent sign', { text: '100 %' }, [0]],
      ['text with an underscore', { text: '%_x' }, [0]],
      ['text with a backslash and quotes, as people write it', { text: 'C:\\temp\\"a"' }, [0]],
      ['text with a backslash, as JSON writes it', { text: 'C:\\\\temp' }, [0]],
      ['text of another tenant', { text: 'nothing of it' }, []],
      ['from', { from: '2026-03-01T00:00:01Z' }, [4, 3, 2]],
      ['to: not included', { to: '2026-03-01T00:00:01.000Z' }, [0]],
      ['from and to', { from: '2026-03-01T00:00:01Z', to: '2026-03-01T00:00:02Z' }, [3, 2]],
      ['all at once', { type: 'rollout.', actor: 'usr_2', about: 'flt_1', text: 'created' }, [2]],
    ];
    for (const [name, query, expected] of cases) assert.deepEqual(await found(query), expected, name);
    assert.deepEqual(await found({}, otherId), [1]);
    // The year 0 is 1 BC to one driver and no year to the other: found or refused, never a failure of ours.
    const early = await found({ from: '0000-01-01T00:00:00Z' }).catch((error: { code: string }) => error.code);
    assert.ok(early === 'request_invalid' || (Array.isArray(early) && early.length === 4), String(early));
    await assert.rejects(found({ text: 'a\0' }), { code: 'request_invalid' });
  });

  it('comes page by page, each entry once, also while it grows', async () => {
    const { tenantId, otherId, sequencer, ledger, record } = await setUp();
    for (let i = 0; i < 25; i++) await record(i % 3 === 0 ? otherId : tenantId, 'fleet.created', { data: { i } });
    await sequencer.run();
    const seqs: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await ledger.list(tenantId, { limit: 4, cursor });
      seqs.push(...page.items.map(({ seq }) => seq));
      cursor = page.nextCursor ?? undefined;
      await record(tenantId, 'fleet.created');
      await sequencer.run();
    } while (cursor !== undefined);
    assert.deepEqual(
      seqs,
      Array.from({ length: 25 }, (_, i) => 24 - i).filter((i) => i % 3 !== 0),
    );
    for (const bad of ['x', Buffer.from('[-1]').toString('base64url'), Buffer.from('["1"]').toString('base64url')]) {
      await assert.rejects(ledger.list(tenantId, { limit: 4, cursor: bad }), { code: 'cursor_invalid' });
    }
  });

  it('proves each entry of the tenant against the signed checkpoint, and no other', async () => {
    const { tenantId, otherId, sequencer, ledger, record } = await setUp();
    await assert.rejects(ledger.checkpoint(), { code: 'not_found' });
    await assert.rejects(ledger.bundle(tenantId), { code: 'not_found' });
    for (let i = 0; i < 300; i++) await record(i % 2 === 0 ? tenantId : otherId, 'fleet.created', { data: { i } });
    await sequencer.run();
    for (const seq of [0, 2, 254, 256, 298]) {
      const { entry, raw, checkpoint, treeSize, inclusionProof } = await ledger.proof(tenantId, seq);
      assert.deepEqual([entry.seq, treeSize, entry.data], [seq, 300, { i: seq }]);
      const { root, size } = parseCheckpoint(checkpoint);
      const proof = inclusionProof.map((hash) => Buffer.from(hash, 'base64'));
      verifyInclusion({ size, root, index: seq, leafHash: leafHash(Buffer.from(raw)), proof });
      const file = await ledger.proofFile(tenantId, seq);
      const verifiers = VERIFIER_KEYS.map(noteVerifier);
      verifyTlogProof(file, { leafHash: leafHash(Buffer.from(raw)), origin: ORIGIN, verifiers });
    }
    for (const seq of [1, 299, 300, Number.MAX_SAFE_INTEGER]) {
      await assert.rejects(ledger.proof(tenantId, seq), { code: 'not_found' });
      await assert.rejects(ledger.proofFile(tenantId, seq), { code: 'not_found' });
    }
  });

  it('proves that it only grew, between any two sizes that it had or could have had', async () => {
    const { tenantId, sequencer, ledger, record } = await setUp();
    const roots = new Map<number, Uint8Array>();
    for (const count of [1, 6, 250, 43, 240]) {
      for (let i = 0; i < count; i++) await record(tenantId, 'fleet.created');
      await sequencer.run();
      const { size, root } = parseCheckpoint((await ledger.checkpoint()).note);
      roots.set(size, root);
    }
    assert.deepEqual([...roots.keys()], [1, 7, 257, 300, 540]);
    for (const [from, oldRoot] of roots) {
      for (const [to, newRoot] of roots) {
        if (from > to) continue;
        const proof = (await ledger.consistency(from, to)).map((hash) => Buffer.from(hash, 'base64'));
        verifyConsistency({ oldSize: from, oldRoot, newSize: to, newRoot, proof });
      }
    }
    await ledger.consistency(3, 299);
    for (const [from, to] of [
      [2, 1],
      [1, 541],
    ] as const) {
      await assert.rejects(ledger.consistency(from, to), { code: 'not_found' });
    }
  });

  it('exports a bundle that verifies offline and shows other tenants as hashes only', async () => {
    const { tenantId, otherId, sequencer, ledger, record } = await setUp();
    for (let i = 0; i < 30; i++) {
      await record(i % 3 === 0 ? otherId : tenantId, 'fleet.created', {
        data: { secretOf: i % 3 === 0 ? 'OTHER' : 'ACME' },
      });
      if (i % 7 === 0) await sequencer.run();
    }
    await sequencer.run();
    for (const [of, disclosed, own, foreign] of [
      [tenantId, 20, 'ACME', 'OTHER'],
      [otherId, 10, 'OTHER', 'ACME'],
    ] as const) {
      const chunks: Buffer[] = [];
      for await (const chunk of await ledger.bundle(of)) chunks.push(Buffer.from(chunk as Uint8Array));
      const bundle = Buffer.concat(chunks);
      const report = await verifyBundle([bundle], { trustedKeys: VERIFIER_KEYS });
      assert.equal(report.ok, true);
      assert.deepEqual(
        report.ok && [report.entries.total, report.entries.disclosed, report.entries.withheld, report.history.length],
        [30, disclosed, 30 - disclosed, 5],
      );
      assert.ok(
        bundle.includes(own) && !bundle.includes(foreign) && !bundle.includes(of === tenantId ? otherId : tenantId),
      );
      const tampered = Buffer.from(bundle.toString('latin1').replace(own, 'X'.repeat(own.length)), 'latin1');
      assert.equal((await verifyBundle([tampered], { trustedKeys: VERIFIER_KEYS })).ok, false);
    }
  });

  it('samples earlier checkpoints over the whole log', async () => {
    const { database } = await setUp();
    await database.system(async (tx) => {
      const values = Array.from({ length: 101 }, (_, i) => ({
        size: i + 1,
        note: String(i + 1),
        at: new Date(tx.now),
      }));
      await tx.sql.insertInto('ledger_checkpoints').values(values).execute();
    });
    const sample = (newest: number, most: number) =>
      database.system(async (tx) => (await sampleCheckpoints(tx, newest, most)).map(Number));
    for (const most of [1, 3, 10, 60, 64, 99, 100, 500]) {
      const sizes = await sample(101, most);
      assert.ok(sizes.length <= most && sizes.length >= Math.min(most, 100) / 2, `${most}: ${sizes.length}`);
      assert.equal(sizes.at(-1), 100, 'the newest before the last is among them');
      assert.deepEqual(
        sizes,
        sizes.toSorted((a, b) => a - b),
      );
      const gaps = sizes.map((size, i) => size - (sizes[i - 1] ?? 0));
      assert.ok(Math.max(...gaps) <= 2 * Math.ceil(100 / most), `spread over the log: ${gaps.join()}`);
    }
    assert.deepEqual(await sample(1, 64), []);
  });

  it('names people and things as far as the tenant has them', async () => {
    const { clock, database, sequencer, ledger, otherId } = await setUp();
    const desk = await openRolloutDesk(database, clock, 'named');
    const fleetId = await desk.addFleet('Hospital');
    const [agent] = await desk.addAgents(fleetId, 1, { name: 'Scanner 1' });
    const foreignFleet = await addFleet(database, otherId, 'Secret fleet');
    const foreign = await addFleetAgent(database, otherId, foreignFleet, { name: 'Secret agent' });
    const release = await desk.addRelease('direction');
    const { id } = await desk.start(release.id, [fleetId]);
    await desk.follow(agent!);
    await database.tenant(desk.tenantId, async (tx) => {
      const actor = { kind: 'agent', id: foreign.id };
      tx.record({
        tenantId: desk.tenantId,
        type: 'release.created',
        actor,
        subject: { kind: 'release', id: release.id },
      });
      tx.record({ tenantId: desk.tenantId, type: 'fleet.created', actor, subject: { kind: 'fleet', id: fleetId } });
    });
    await sequencer.run();
    const { items } = await ledger.list(desk.tenantId, { limit: 100 });
    const namesOf = (type: string) => {
      const entry = items.find((item) => item.type === type)!;
      return [entry.title, entry.actorName, entry.subjectName];
    };
    assert.deepEqual(namesOf('rollout.created'), ['Rollout started', null, 'direction@1']);
    assert.deepEqual(namesOf('deployment.applied'), ['Release applied', 'Scanner 1', 'Scanner 1']);
    assert.deepEqual(namesOf('release.created'), ['Release created', null, 'direction@1']);
    assert.deepEqual(namesOf('fleet.created'), ['Fleet created', null, 'Hospital']);
    assert.equal(items.find((item) => item.type === 'rollout.created')!.subject.id, id);
    const state = await database.tenant(desk.tenantId, (tx) => ledger.state(tx));
    assert.deepEqual(state, { size: items.length, checkpointAt: new Date(clock.now()).toISOString(), pending: 0 });
    const recent = await database.tenant(desk.tenantId, (tx) => ledger.recent(tx, 2));
    assert.deepEqual(
      recent.map(({ seq }) => seq),
      items.slice(0, 2).map(({ seq }) => seq),
    );
    assert.deepEqual(ledger.keys(), { origin: ORIGIN, verifierKeys: VERIFIER_KEYS });
  });
});
