import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { DenySet, type DenyEntry, type DenyKey, type DenySetUpdate } from './deny-set.ts';
import { withCode } from './testing/authorities.ts';

const agent = (agentId: string): DenyEntry => ({ kind: 'agent', agentId, revokedAt: 1, reason: 'stolen' });
const serial = (hex: string, notAfter = 100): DenyEntry => ({
  kind: 'serial',
  serial: hex,
  revokedAt: 1,
  reason: 'leaked',
  notAfter,
});
const keyOf = (entry: DenyEntry): DenyKey =>
  entry.kind === 'agent' ? { kind: 'agent', agentId: entry.agentId } : { kind: 'serial', serial: entry.serial };

describe('deny set', () => {
  it('finds agents and serials, in either spelling, and nobody else', () => {
    const set = new DenySet({ version: 3, entries: [agent('agt_1'), serial('AB12')] });
    assert.equal(set.find({ agentId: 'agt_1', serial: '01' })?.reason, 'stolen');
    assert.equal(set.find({ agentId: 'agt_2', serial: 'ab12' })?.reason, 'leaked');
    assert.equal(set.find({ serial: 'AB12' })?.kind, 'serial');
    for (const other of [
      { agentId: 'agt_2', serial: '01' },
      { agentId: 'ab12' },
      { serial: 'agt_1' },
      {},
      { agentId: '__proto__' },
    ]) {
      assert.equal(set.find(other), undefined);
    }
  });

  it('ends where a snapshot of the source is, through any series of updates', () => {
    const entry = fc.oneof(
      fc.constantFrom('agt_1', 'agt_2', 'agt_3').map((id) => agent(id)),
      fc.constantFrom('01', 'ff', 'aB').map((hex) => serial(hex)),
    );
    const step = fc.record({ add: fc.array(entry, { maxLength: 3 }), drop: fc.array(entry, { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(entry), fc.array(step), (start, steps) => {
        const nameOf = (item: DenyEntry): string => (item.kind === 'agent' ? item.agentId : item.serial.toLowerCase());
        const model = new Set(start.map((item) => nameOf(item)));
        const set = new DenySet({ version: 1, entries: start });
        const updates = steps.map(({ add, drop }, at): DenySetUpdate => {
          for (const item of drop) model.delete(nameOf(item));
          for (const item of add) model.add(nameOf(item));
          return { fromVersion: at + 1, version: at + 2, add, remove: drop.map((item) => keyOf(item)) };
        });
        for (const update of updates) {
          set.apply(update);
          set.apply(update);
        }
        assert.equal(set.version, steps.length + 1);
        const copy = new DenySet(JSON.parse(JSON.stringify(set.snapshot())));
        for (const found of [set, copy]) {
          assert.deepEqual(new Set(found.snapshot().entries.map((item) => nameOf(item))), model);
          assert.equal(found.size, model.size);
        }
      }),
    );
  });

  it('asks for a snapshot when updates are missing and stays as it was', () => {
    const set = new DenySet({ version: 2, entries: [agent('agt_1')] });
    for (const [fromVersion, version] of [
      [3, 4],
      [1, 4],
    ] as const) {
      const update = { fromVersion, version, add: [agent('agt_2')], remove: [keyOf(agent('agt_1'))] };
      assert.throws(() => set.apply(update), withCode('deny_set_gap'));
    }
    assert.deepEqual(set.snapshot(), { version: 2, entries: [agent('agt_1')] });
  });

  it('refuses malformed content as a whole', () => {
    const set = new DenySet({ version: 1, entries: [agent('agt_1')] });
    const bad = [agent('agt_2'), serial('not hex')];
    const cases: (() => unknown)[] = [
      () => set.replace({ version: 2, entries: bad }),
      () => set.replace({ version: -1, entries: [] }),
      () => set.apply({ fromVersion: 1, version: 2, add: bad }),
      () =>
        set.apply({
          fromVersion: 1,
          version: 2,
          add: [],
          remove: [keyOf(agent('agt_1')), { kind: 'serial', serial: '' }],
        }),
      () => set.apply({ fromVersion: 1, version: 1, add: [] }),
      () => set.apply({ fromVersion: 0.5, version: 1, add: [] }),
    ];
    for (const act of cases) assert.throws(act, withCode('deny_set_invalid'));
    assert.deepEqual(set.snapshot(), { version: 1, entries: [agent('agt_1')] });
  });

  it('drops serials that have expired anyway, and never agents', () => {
    const set = new DenySet({ version: 1, entries: [agent('agt_1'), serial('01', 10), serial('02', 20)] });
    assert.equal(set.prune(15), 1);
    assert.equal(set.find({ serial: '01' }), undefined);
    assert.ok(set.find({ serial: '02' }));
    assert.ok(set.find({ agentId: 'agt_1' }));
  });

  it('does not change with the objects it was given', () => {
    const entry = { kind: 'agent' as const, agentId: 'agt_1', revokedAt: 1, reason: 'stolen' };
    const set = new DenySet({ version: 1, entries: [entry] });
    entry.reason = 'other';
    assert.equal(set.find({ agentId: 'agt_1' })?.reason, 'stolen');
  });
});
