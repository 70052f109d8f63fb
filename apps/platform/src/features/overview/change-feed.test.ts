import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { changeEventSchema, type ChangeEvent, type ChangeTopic } from '@tensorguard/contract';
import { silentLogger } from '@tensorguard/core';
import type { Change, Database } from '../../db/database.ts';
import { createChangeFeed } from './change-feed.ts';

interface ServerSentEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: ChangeEvent;
}

function setUp(t: TestContext, startedAt = 1_700_000_000_000) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const listeners = new Set<(changes: readonly Change[]) => void>();
  const database: Pick<Database, 'onChange'> = {
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  /** Sessions and tokens that have ended. */
  const ended = new Set<string>();
  const asked: string[][] = [];
  const state: { failure?: Error } = {};
  const liveCredentials = async (ids: readonly string[]) => {
    asked.push([...ids]);
    if (state.failure) throw state.failure;
    return new Set(ids.filter((id) => !ended.has(id)));
  };
  const newFeed = (at = startedAt) =>
    createChangeFeed({ database, startedAt: at, liveCredentials, logger: silentLogger });
  const feed = newFeed();
  t.after(() => feed.close());
  const change = (tenantId: string, topic: ChangeTopic, ...ids: string[]) => {
    for (const listener of listeners) listener([{ tenantId, topic, ids }]);
  };
  /** Lets gathered changes go out. */
  const gather = () => t.mock.timers.tick(250);
  /** Reads what a stream has to say now; `ended` when there is nothing more. */
  const open = (
    of: Pick<typeof feed, 'stream'>,
    tenantId: string,
    lastEventId: string | null = null,
    credentialId = 'ses_1',
  ) => {
    const going = new AbortController();
    const reader = of.stream({ tenantId, credentialId }, lastEventId, going.signal).getReader();
    const read = async (): Promise<string> => {
      const { value, done } = await reader.read();
      return done ? 'ended' : new TextDecoder().decode(value);
    };
    const next = async () => parse(await read());
    return { read, next, reader, leave: () => going.abort() };
  };
  return { feed, newFeed, change, gather, open, listeners, ended, asked, state };
}

function parse(text: string): ServerSentEvent {
  assert.ok(text.endsWith('\n\n'), 'an event ends with an empty line');
  const fields = new Map(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(/: (.*)/, 2) as [string, string]),
  );
  const data = JSON.parse(fields.get('data')!) as ChangeEvent;
  return { id: fields.get('id'), event: fields.get('event'), data };
}

const idsOf = (text: ServerSentEvent) => text.data.ids;

test('changes of a moment go out as one event, to the tenant and to nobody else', async (t) => {
  const { feed, change, gather, open } = setUp(t);
  const mine = open(feed, 'a');
  const theirs = open(feed, 'b');
  assert.deepEqual([(await mine.next()).event, (await theirs.next()).event], ['ready', 'ready']);
  change('a', 'agents', 'one', 'two');
  change('a', 'rollouts', 'two');
  change('b', 'fleets');
  gather();
  const event = await mine.next();
  changeEventSchema.parse(event.data);
  assert.deepEqual([event.event, event.data], ['change', { topics: ['agents', 'rollouts'], ids: ['one', 'two'] }]);
  assert.deepEqual((await theirs.next()).data, { topics: ['fleets'], ids: [] });
});

test('more ids than a page would fetch one by one are left out', async (t) => {
  const { feed, change, gather, open } = setUp(t);
  const stream = open(feed, 'a');
  await stream.next();
  for (const count of [50, 51]) {
    change('a', 'agents', ...Array.from({ length: count }, (_, i) => String(i)));
    gather();
    assert.equal(idsOf(await stream.next()).length, count === 50 ? 50 : 0);
  }
});

test('a reader who comes back hears what it missed, in order, and nothing twice', async (t) => {
  const { feed, change, gather, open } = setUp(t);
  const before = open(feed, 'a');
  await before.next();
  change('a', 'agents', '1');
  gather();
  const { id } = await before.next();
  before.leave();
  assert.equal(await before.read(), 'ended');
  for (const n of ['2', '3']) {
    change('a', 'agents', n);
    change('b', 'agents', 'foreign');
    gather();
  }
  const after = open(feed, 'a', id);
  assert.equal((await after.next()).event, 'ready');
  assert.deepEqual([idsOf(await after.next()), idsOf(await after.next())], [['2'], ['3']]);
  change('a', 'agents', '4');
  gather();
  assert.deepEqual(idsOf(await after.next()), ['4']);
});

test('a reader who may have missed something is told to fetch everything: after a restart, after too long, with nonsense', async (t) => {
  const { feed, newFeed, change, gather, open } = setUp(t);
  const first = open(feed, 'a');
  const { id: start } = await first.next();
  change('a', 'agents', '1');
  gather();
  const { id } = await first.next();
  assert.equal((await open(feed, 'a', id).next()).event, 'ready');
  const restarted = newFeed(1_800_000_000_000);
  t.after(() => restarted.close());
  for (const odd of [id!, 'x', '', '1-1', `${id}x`, '1700000000000-1.5', '1700000000000', '1700000000000-']) {
    assert.equal((await open(restarted, 'a', odd).next()).event, 'reset', odd);
  }
  for (let i = 0; i < 1_000; i++) {
    change('b', 'agents');
    gather();
  }
  assert.equal((await open(feed, 'a', id).next()).event, 'ready', 'as long as all that followed is known');
  assert.equal((await open(feed, 'a', start).next()).event, 'reset');
});

test('a quiet stream is kept alive', async (t) => {
  const { feed, open } = setUp(t);
  const stream = open(feed, 'a');
  await stream.next();
  t.mock.timers.tick(15_000);
  assert.match(await stream.read(), /^: /);
});

test('a reader who does not read is let go instead of filling the memory', async (t) => {
  const { feed, change, gather, open } = setUp(t);
  const idle = open(feed, 'a');
  const busy = open(feed, 'a');
  await busy.next();
  for (let i = 0; i < 1_100; i++) {
    change('a', 'agents', String(i));
    gather();
    await busy.read();
  }
  let events = 0;
  while ((await idle.read()) !== 'ended') events++;
  assert.ok(events >= 1_000 && events < 1_010, String(events));
});

test('readers that go away or cancel are forgotten, and the end of the feed ends the others', async (t) => {
  const { feed, change, gather, open, listeners } = setUp(t);
  const [gone, cancelled, last] = [open(feed, 'a'), open(feed, 'a'), open(feed, 'a')];
  await last.next();
  gone.leave();
  gone.leave();
  await cancelled.reader.cancel();
  change('a', 'agents');
  gather();
  assert.equal((await last.next()).event, 'change');
  feed.close();
  assert.equal(await last.read(), 'ended');
  assert.equal(listeners.size, 0);
});

test('a stream ends within seconds after its session or token did, and no other does', async (t) => {
  const { feed, change, gather, open, ended, asked } = setUp(t);
  const [out, same, other] = ['ses_out', 'ses_out', 'pat_other'].map((id) => open(feed, 'a', null, id));
  for (const stream of [out!, same!, other!]) await stream.next();
  const look = async () => {
    t.mock.timers.tick(2_000);
    await new Promise(setImmediate);
  };
  await look();
  assert.deepEqual(asked, [['ses_out', 'pat_other']]);
  ended.add('ses_out');
  await look();
  change('a', 'agents', 'secret');
  gather();
  assert.deepEqual([await out!.read(), await same!.read()], ['ended', 'ended']);
  assert.deepEqual(idsOf(await other!.next()), ['secret']);
  ended.add('pat_other');
  await look();
  assert.equal(await other!.read(), 'ended');
  asked.length = 0;
  await look();
  assert.deepEqual(asked, [], 'nobody reads, nobody is asked for');
});

test('while sessions cannot be looked up streams stay, and end when they can', async (t) => {
  const { feed, open, ended, state } = setUp(t);
  const stream = open(feed, 'a', null, 'ses_out');
  await stream.next();
  ended.add('ses_out');
  state.failure = new Error('the database is away');
  const look = async () => {
    t.mock.timers.tick(2_000);
    await new Promise(setImmediate);
  };
  await look();
  const reading = stream.read();
  assert.equal(await Promise.race([reading, Promise.resolve('open')]), 'open');
  delete state.failure;
  await look();
  assert.equal(await reading, 'ended');
});
