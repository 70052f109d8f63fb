import { changeEventSchema, type ChangeTopic } from '@tensorguard/contract';
import type { QueryClient } from '@tanstack/vue-query';
import { QUERY_ROOTS, ROOTS_BY_TOPIC, type QueryRoot } from '../lib/query-keys.ts';
import { MAX_SILENT_REFETCH_PAGES } from '../lib/use-page-list.ts';

/** Shortest time between two refreshes; a thousand agents that come online at once are one refresh. */
export const REFRESH_INTERVAL_MS = 1000;
/** Wait before a closed stream is opened again, doubled each time up to the maximum. */
export const MIN_RECONNECT_MS = 1000;
export const MAX_RECONNECT_MS = 30_000;

export type StreamState = 'connecting' | 'live' | 'broken';

/** The part of `EventSource` that is used. */
export type ChangeSource = Pick<EventSource, 'addEventListener' | 'close' | 'readyState'>;

export interface ChangeStreamOptions {
  readonly queries: QueryClient;
  readonly onState: (state: StreamState) => void;
  /** Called when the stream was refused, which an expired session does. */
  readonly onRefused: () => void;
  readonly open?: () => ChangeSource;
}

const CLOSED = 2;

/** Follows the platform's changes and marks what they touch as old. Returns how to stop. */
export function followChanges({ queries, onState, onRefused, open = openStream }: ChangeStreamOptions): () => void {
  let source: ChangeSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let refreshTimer: ReturnType<typeof setTimeout> | undefined;
  let reconnectMs = MIN_RECONNECT_MS;
  let broken = false;
  const touched = new Set<QueryRoot>();

  function touch(roots: readonly QueryRoot[]): void {
    for (const root of roots) touched.add(root);
    refreshTimer ??= setTimeout(() => {
      refreshTimer = undefined;
      for (const root of touched) refresh(queries, root);
      touched.clear();
    }, REFRESH_INTERVAL_MS);
  }

  function connect(): void {
    onState('connecting');
    source = open();
    source.addEventListener('open', () => {
      onState('live');
      reconnectMs = MIN_RECONNECT_MS;
      // What changed while nobody listened is not known.
      if (broken) touch(QUERY_ROOTS);
      broken = false;
    });
    source.addEventListener('change', (event) => touch(rootsOf(topicsOf(event))));
    source.addEventListener('reset', () => touch(QUERY_ROOTS));
    source.addEventListener('error', () => {
      broken = true;
      onState('broken');
      // The browser reconnects by itself unless the answer was a refusal.
      if (source?.readyState !== CLOSED) return;
      onRefused();
      timer = setTimeout(connect, reconnectMs);
      reconnectMs = Math.min(reconnectMs * 2, MAX_RECONNECT_MS);
    });
  }

  connect();
  return () => {
    clearTimeout(timer);
    clearTimeout(refreshTimer);
    source?.close();
  };
}

function openStream(): ChangeSource {
  return new EventSource('/v1/changes');
}

function topicsOf(event: MessageEvent): readonly ChangeTopic[] {
  try {
    return changeEventSchema.parse(JSON.parse(String(event.data))).topics;
  } catch {
    // An event that cannot be read may have said anything.
    return Object.keys(ROOTS_BY_TOPIC) as ChangeTopic[];
  }
}

function rootsOf(topics: readonly ChangeTopic[]): QueryRoot[] {
  return topics.flatMap((topic) => ROOTS_BY_TOPIC[topic]);
}

/** Renews what is shown. Lists of which much is loaded are only marked, and say so to the reader. */
function refresh(queries: QueryClient, root: QueryRoot): void {
  const isLong = (data: unknown): boolean =>
    typeof data === 'object' &&
    data !== null &&
    'pages' in data &&
    Array.isArray(data.pages) &&
    (data.pages.length > MAX_SILENT_REFETCH_PAGES || root === 'ledger');
  void queries.invalidateQueries({ queryKey: [root], predicate: ({ state }) => !isLong(state.data) });
  void queries.invalidateQueries({
    queryKey: [root],
    refetchType: 'none',
    predicate: ({ state }) => isLong(state.data),
  });
}
