import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelSlot } from './model-slot.ts';

class CountedModel {
  readonly name: string;
  disposals = 0;
  constructor(name: string) {
    this.name = name;
  }
  async dispose(): Promise<void> {
    this.disposals++;
  }
}

test('an empty slot refuses requests', async () => {
  const slot = new ModelSlot<CountedModel>();
  await assert.rejects(
    slot.use(async () => 1),
    { code: 'slot_empty' },
  );
  assert.equal(slot.current, undefined);
  await slot.wipe();
});

test('requests in flight end on the old model while new ones run on the new model', async () => {
  const [old, next] = [new CountedModel('old'), new CountedModel('new')];
  const slot = new ModelSlot<CountedModel>();
  await slot.swap(old);
  const gate = Promise.withResolvers<void>();
  const inFlight = slot.use(async (model) => {
    await gate.promise;
    return [model.name, model.disposals];
  });
  let swapped = false;
  const swap = slot.swap(next).then(() => (swapped = true));
  assert.equal(slot.current, next);
  assert.equal(await slot.use(async ({ name }) => name), 'new');
  assert.equal(swapped, false);
  gate.resolve();
  assert.deepEqual(await inFlight, ['old', 0]);
  await swap;
  assert.deepEqual([old.disposals, next.disposals], [1, 0]);
});

test('a failing request counts as ended', async () => {
  const old = new CountedModel('old');
  const slot = new ModelSlot<CountedModel>();
  await slot.swap(old);
  await assert.rejects(
    slot.use(() => Promise.reject(new Error('boom'))),
    /boom/,
  );
  await slot.swap(new CountedModel('new'));
  assert.equal(old.disposals, 1);
});

test('swaps that overtake each other leave the last model and dispose of each other one once', async () => {
  const models = ['a', 'b', 'c'].map((name) => new CountedModel(name));
  const slot = new ModelSlot<CountedModel>();
  await Promise.all(models.map((model) => slot.swap(model)));
  assert.equal(slot.current?.name, 'c');
  assert.deepEqual(
    models.map(({ disposals }) => disposals),
    [1, 1, 0],
  );
});

test('swapping in the model that is there changes nothing', async () => {
  const model = new CountedModel('same');
  const slot = new ModelSlot<CountedModel>();
  await slot.swap(model);
  await slot.swap(model);
  assert.equal(model.disposals, 0);
});

test('wiping empties the slot at once and disposes of the model after its last request', async () => {
  const model = new CountedModel('a');
  const slot = new ModelSlot<CountedModel>();
  await slot.swap(model);
  const gate = Promise.withResolvers<void>();
  const inFlight = slot.use(() => gate.promise);
  const wiped = slot.wipe();
  await assert.rejects(
    slot.use(async () => 1),
    { code: 'slot_empty' },
  );
  assert.equal(model.disposals, 0);
  gate.resolve();
  await Promise.all([inFlight, wiped]);
  assert.equal(model.disposals, 1);
});
