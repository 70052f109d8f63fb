import type { LedgerEventType } from '@tensorguard/contract';
import { isoTime, type JsonValue } from '@tensorguard/core';
import { encodeEntry, FIRST_PREVIOUS, LedgerError } from '@tensorguard/ledger';
import { PlatformError } from '../errors.ts';

/** Who or what an event is about. */
export interface Party {
  readonly kind: string;
  readonly id: string;
}

/** A ledger entry before it has a place in the log. Data holds facts only: no secrets, no personal data. */
export interface LedgerEvent {
  readonly tenantId: string;
  readonly type: LedgerEventType;
  readonly actor: Party;
  readonly subject: Party;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Stands for any position: the longest one in text. */
const LONGEST_POSITION = 2 ** 52 - 1;

/**
 * Checks that an event can become an entry. What the log cannot take must fail here, with the change that it belongs to:
 * in the outbox it would stop the sequencer, and with it the log of every tenant.
 *
 * @throws PlatformError `request_invalid`
 */
export function requireRecordable({ tenantId, type, actor, subject, data = {} }: LedgerEvent, now: number): void {
  try {
    encodeEntry({
      seq: LONGEST_POSITION,
      previous: FIRST_PREVIOUS,
      time: isoTime(now),
      tenant: tenantId,
      type,
      actor,
      subject,
      data: JSON.parse(JSON.stringify(data)) as Record<string, JsonValue>,
    });
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    throw new PlatformError('request_invalid', 'the event does not fit into a ledger entry', {
      cause,
      details: { type },
      detail: 'The request says more than a ledger entry can hold.',
    });
  }
}
