import { QueryClient, type InvalidateQueryFilters } from '@tanstack/vue-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeEventSource } from '../../dev/fake-event-source.ts';
import { followChanges, MAX_RECONNECT_MS, MIN_RECONNECT_MS, REFRESH_INTERVAL_MS } from './change-stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function follow() {
  const queries = new QueryClient();
  const states: string[] = [];
  const refused = vi.fn();
  const keep = (key: readonly unknown[], data: unknown = 'data') => queries.setQueryData(key, data);
  const stop = followChanges({ queries, onState: (state) => states.push(state), onRefused: refused });
  const stale = (key: readonly unknown[]) => queries.getQueryState(key)?.isInvalidated ?? false;
  return { keep, stale, states, refused, stop, source: () => FakeEventSource.opened.at(-1)! };
}

/** The filters of each invalidation so far. */
function filtersOf(spy: { mock: { calls: readonly (readonly unknown[])[] } }): InvalidateQueryFilters[] {
  return spy.mock.calls.map(([filters]) => filters as InvalidateQueryFilters);
}

test('a change makes the data of its topic old, and other data stays', () => {
  const { keep, stale, source } = follow();
  keep(['agents', 'list']);
  keep(['fleets', 'list']);
  keep(['access', 'users']);
  source().emit('change', { topics: ['agents'], ids: [] });
  expect(stale(['agents', 'list'])).toBe(false);
  vi.advanceTimersByTime(REFRESH_INTERVAL_MS);
  expect([stale(['agents', 'list']), stale(['fleets', 'list']), stale(['access', 'users'])]).toEqual([
    true,
    true,
    false,
  ]);
});

test('a thousand changes within a moment are one refresh', () => {
  const queries = new QueryClient();
  const invalidate = vi.spyOn(queries, 'invalidateQueries');
  followChanges({ queries, onState: () => undefined, onRefused: () => undefined });
  for (let i = 0; i < 1000; i++) FakeEventSource.opened.at(-1)!.emit('change', { topics: ['access'], ids: [] });
  vi.advanceTimersByTime(REFRESH_INTERVAL_MS);
  expect(filtersOf(invalidate).filter(({ refetchType }) => refetchType !== 'none')).toHaveLength(1);
});

test.each([
  ['a reset', 'reset', {}],
  ['an event that cannot be read', 'change', 'not json'],
])('%s makes everything old', (_, type, data) => {
  const { keep, stale, source } = follow();
  keep(['access', 'users']);
  keep(['releases', 'lines']);
  source().emit(type, data);
  vi.advanceTimersByTime(REFRESH_INTERVAL_MS);
  expect([stale(['access', 'users']), stale(['releases', 'lines'])]).toEqual([true, true]);
});

test('after a broken connection everything is old, for changes may have been missed', () => {
  const { keep, stale, source, states } = follow();
  source().open();
  keep(['access', 'users']);
  source().break(false);
  source().open();
  vi.advanceTimersByTime(REFRESH_INTERVAL_MS);
  expect(stale(['access', 'users'])).toBe(true);
  expect(states).toEqual(['connecting', 'live', 'broken', 'live']);
});

test('a refused stream is reported and opened again, ever more slowly up to a limit', () => {
  const { refused } = follow();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    const before = FakeEventSource.opened.length;
    FakeEventSource.opened.at(-1)!.break(true);
    let waited = 0;
    while (FakeEventSource.opened.length === before) {
      vi.advanceTimersByTime(MIN_RECONNECT_MS);
      waited += MIN_RECONNECT_MS;
    }
    waits.push(waited);
  }
  expect(waits.slice(0, 3)).toEqual([1000, 2000, 4000]);
  expect(waits.at(-1)).toBe(MAX_RECONNECT_MS);
  expect(refused).toHaveBeenCalledTimes(8);
});

test('long lists and the audit trail are marked, not fetched under the reader', () => {
  const queries = new QueryClient();
  const invalidate = vi.spyOn(queries, 'invalidateQueries');
  const pages = (count: number) => ({ pages: Array.from({ length: count }, () => ({})), pageParams: [] });
  queries.setQueryData(['agents', 'list', 'long'], pages(9));
  queries.setQueryData(['agents', 'list', 'short'], pages(1));
  followChanges({ queries, onState: () => undefined, onRefused: () => undefined });
  FakeEventSource.opened.at(-1)!.emit('change', { topics: ['agents'], ids: [] });
  vi.advanceTimersByTime(REFRESH_INTERVAL_MS);
  const agents = filtersOf(invalidate).filter(({ queryKey }) => queryKey?.[0] === 'agents');
  const silent = agents.find(({ refetchType }) => refetchType === 'none');
  const fetched = agents.find(({ refetchType }) => refetchType === undefined);
  const matches = (filters: InvalidateQueryFilters | undefined, key: readonly unknown[]) =>
    filters?.predicate?.(queries.getQueryCache().find({ queryKey: key })!);
  expect([matches(silent, ['agents', 'list', 'long']), matches(silent, ['agents', 'list', 'short'])]).toEqual([
    true,
    false,
  ]);
  expect([matches(fetched, ['agents', 'list', 'long']), matches(fetched, ['agents', 'list', 'short'])]).toEqual([
    false,
    true,
  ]);
});

test('stopping closes the stream', () => {
  const { stop, source } = follow();
  stop();
  expect(source().readyState).toBe(2);
});
