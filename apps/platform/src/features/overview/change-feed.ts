import type { ChangeEvent } from '@tensorguard/contract';
import type { Logger } from '@tensorguard/core';
import type { Change, Database } from '../../db/database.ts';

/** Changes that a reader may have missed are kept up to this number. */
const MAX_KEPT = 1_000;
/** Changes are gathered for this long before they go out as one event, milliseconds. */
const GATHER_MS = 250;
/** Ids that one event names at most; beyond it a reader fetches the whole topic. */
const MAX_IDS = 50;
/** A comment keeps proxies from closing a quiet stream, milliseconds. */
const KEEP_ALIVE_MS = 15_000;
/** Whether the readers' sessions and tokens still hold is looked at this often, milliseconds. */
const CREDENTIAL_CHECK_MS = 2_000;
/** Events that wait for a reader who does not read; with more its stream ends, and it may come back. */
const MAX_BEHIND = 1_000;

interface Kept {
  readonly id: number;
  readonly tenantId: string;
  readonly event: ChangeEvent;
}

/** Who reads. */
export interface FeedReader {
  readonly tenantId: string;
  /** Id of the session or API token that opened the stream. */
  readonly credentialId: string;
}

/** What changed, as server-sent events for the console. */
export interface ChangeFeed {
  /**
   * A stream of a tenant's changes, from `lastEventId` on where it is still known. Ends with the signal, and soon after the
   * session or token of the reader does.
   */
  stream(reader: FeedReader, lastEventId: string | null, signal: AbortSignal): ReadableStream<Uint8Array>;
  close(): void;
}

/** What the feed needs. */
export interface ChangeFeedOptions {
  readonly database: Pick<Database, 'onChange'>;
  /** Event ids carry the start of this process, so that a restart is noticed. Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Which of these sessions and tokens hold now. */
  readonly liveCredentials: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly logger: Logger;
}

interface OpenReader extends FeedReader {
  readonly send: (text: string) => void;
  readonly end: () => void;
}

/** Makes the feed over a database's commits. */
export function createChangeFeed({ database, startedAt, liveCredentials, logger }: ChangeFeedOptions): ChangeFeed {
  const kept: Kept[] = [];
  const readers = new Map<object, OpenReader>();
  let gathering = new Map<string, Change[]>();
  let timer: NodeJS.Timeout | undefined;
  let lastId = 0;

  const flush = (): void => {
    timer = undefined;
    for (const [tenantId, changes] of gathering) {
      const entry = { id: ++lastId, tenantId, event: eventOf(changes) };
      kept.push(entry);
      if (kept.length > MAX_KEPT) kept.shift();
      for (const reader of readers.values()) if (reader.tenantId === tenantId) reader.send(textOf(entry));
    }
    gathering = new Map();
  };
  const textOf = ({ id, event }: Kept): string =>
    `id: ${startedAt}-${id}\nevent: change\ndata: ${JSON.stringify(event)}\n\n`;
  const unsubscribe = database.onChange((changes) => {
    for (const change of changes) gathering.set(change.tenantId, [...(gathering.get(change.tenantId) ?? []), change]);
    timer ??= setTimeout(flush, GATHER_MS);
  });
  const keepAlive = setInterval(() => {
    for (const reader of readers.values()) reader.send(': still here\n\n');
  }, KEEP_ALIVE_MS).unref();

  const endDismissed = async (): Promise<void> => {
    // Who comes while the database is asked was authorised after the question.
    const asked = [...readers.values()];
    const live = await liveCredentials([...new Set(asked.map(({ credentialId }) => credentialId))]);
    for (const reader of asked) if (!live.has(reader.credentialId)) reader.end();
  };
  let checking = false;
  const checkingCredentials = setInterval(() => {
    if (checking || readers.size === 0) return;
    checking = true;
    endDismissed()
      // Without the database nothing changes that a stream could tell; the next look follows.
      .catch((error: unknown) => logger.warn('feed_not_checked', { error }))
      .finally(() => (checking = false));
  }, CREDENTIAL_CHECK_MS).unref();

  /** Events after an id; undefined when some may be missing. */
  const since = (tenantId: string, lastEventId: string): Kept[] | undefined => {
    const [epoch, id] = lastEventId.split('-').map(Number);
    if (epoch !== startedAt || id === undefined || !Number.isSafeInteger(id)) return undefined;
    if (id < (kept[0]?.id ?? lastId + 1) - 1) return undefined;
    return kept.filter((entry) => entry.id > id && entry.tenantId === tenantId);
  };

  return {
    stream({ tenantId, credentialId }, lastEventId, signal) {
      const key = {};
      return new ReadableStream<Uint8Array>({
        start(controller) {
          const encoder = new TextEncoder();
          const send = (text: string): void => {
            if ((controller.desiredSize ?? 0) < -MAX_BEHIND) return end();
            controller.enqueue(encoder.encode(text));
          };
          const end = (): void => {
            if (!readers.delete(key)) return;
            controller.close();
          };
          readers.set(key, { tenantId, credentialId, send, end });
          signal.addEventListener('abort', end);
          const missed = lastEventId === null ? [] : since(tenantId, lastEventId);
          send(`retry: 2000\nid: ${startedAt}-${lastId}\nevent: ${missed ? 'ready' : 'reset'}\ndata: {}\n\n`);
          for (const entry of missed ?? []) send(textOf(entry));
        },
        cancel: () => void readers.delete(key),
      });
    },
    close() {
      unsubscribe();
      clearTimeout(timer);
      clearInterval(keepAlive);
      clearInterval(checkingCredentials);
      for (const reader of readers.values()) reader.end();
    },
  };
}

function eventOf(changes: readonly Change[]): ChangeEvent {
  const ids = new Set(changes.flatMap((change) => change.ids));
  return {
    topics: [...new Set(changes.map((change) => change.topic))],
    ids: ids.size > MAX_IDS ? [] : [...ids],
  };
}
