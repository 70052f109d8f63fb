import { ID_PREFIXES, type LedgerEntry } from '@tensorguard/contract';
import type { RouteLocationRaw } from 'vue-router';

/** The page of a thing by its id; nothing for kinds without a page. */
export function pageOfId(id: string): RouteLocationRaw | undefined {
  const prefix = id.slice(0, id.indexOf('_'));
  switch (prefix) {
    case ID_PREFIXES.agent:
      return { name: 'agent', params: { agentId: id } };
    case ID_PREFIXES.release:
      return { name: 'release', params: { releaseId: id } };
    case ID_PREFIXES.rollout:
      return { name: 'rollout', params: { rolloutId: id } };
    case ID_PREFIXES.fleet:
      return { name: 'agents', query: { fleet: id } };
    default:
      return undefined;
  }
}

/** Whether an id reads as words. Parts of the platform act under such ones (`rollout-engine`); others have a prefix. */
export function isPlainWords(id: string): boolean {
  return /^[a-z]+(-[a-z]+)*$/.test(id);
}

/** Beginnings and endings of event types that ask for attention. */
const ALARMING = /(_|\.)(refused|failed|revoked|removed|withdrawn|aborted|rolled_back|paused|stopped)$/;

/** Whether an entry records something that went wrong or took something away. */
export function isAlarming({ type }: Pick<LedgerEntry, 'type'>): boolean {
  return ALARMING.test(type);
}
