import type { ConnectionState } from '@tensorguard/contract';
import { sql, type RawBuilder } from 'kysely';

/** An agent counts as online for this many heartbeat intervals after a heartbeat … */
const ONLINE_INTERVALS = 1.5;
/** … and as late for this many; then it is offline. */
const LATE_INTERVALS = 3.5;

/** Points in time that divide the connection states, for one moment. */
export interface ConnectionCutoffs {
  /** Seen at or after this: online. */
  readonly online: Date;
  /** Seen at or after this: late; before: offline. */
  readonly late: Date;
}

/** The cut-offs at a moment; times in milliseconds. */
export function connectionCutoffs(now: number, heartbeatMs: number): ConnectionCutoffs {
  return { online: new Date(now - ONLINE_INTERVALS * heartbeatMs), late: new Date(now - LATE_INTERVALS * heartbeatMs) };
}

/** The state of an agent that was last seen at a time. */
export function connectionOf(seenAt: Date | null, cutoffs: ConnectionCutoffs): ConnectionState {
  if (seenAt === null) return 'never';
  if (seenAt >= cutoffs.online) return 'online';
  return seenAt >= cutoffs.late ? 'late' : 'offline';
}

/** The same decision in SQL, over a `seen_at` column. */
export function connectionSql(cutoffs: ConnectionCutoffs): RawBuilder<ConnectionState> {
  return sql<ConnectionState>`case
    when seen_at is null then 'never'
    when seen_at >= ${cutoffs.online} then 'online'
    when seen_at >= ${cutoffs.late} then 'late'
    else 'offline' end`;
}
