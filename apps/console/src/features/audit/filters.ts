import { LEDGER_EVENT_TYPES, LEDGER_EVENTS } from '@tensorguard/contract';
import { anyText, useUrlFilters } from '../../lib/use-url-filters.ts';

type EntryFilters = {
  type: string;
  actor: string;
  subject: string;
  about: string;
  text: string;
  from: string;
  to: string;
};

/** Accepts what is a point in time, as RFC 3339 in UTC. */
export function utcTime(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Filters of the audit trail, in the URL. */
export function useEntryFilters() {
  return useUrlFilters<EntryFilters>({
    type: anyText,
    actor: anyText,
    subject: anyText,
    about: anyText,
    text: anyText,
    from: utcTime,
    to: utcTime,
  });
}

/** Present filters of the audit trail. */
export type EntryFilterValues = Partial<EntryFilters>;

/** Names of the filters for people. */
export const FILTER_LABELS: Readonly<Record<keyof EntryFilters, string>> = {
  type: 'Type',
  actor: 'Actor',
  subject: 'Subject',
  about: 'About',
  text: 'Text',
  from: 'From',
  to: 'Before',
};

/** Groups of event types: the part before the dot, with the types of each. */
export const EVENT_GROUPS: readonly { readonly group: string; readonly types: readonly string[] }[] = [
  ...Map.groupBy(LEDGER_EVENT_TYPES, (type) => type.slice(0, type.indexOf('.'))),
].map(([group, types]) => ({ group, types }));

/** The types that a filter's text names; a trailing dot stands for all of a group. */
export function typesOf(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((part) => part !== '');
}

/** A type filter in words. */
export function describeTypes(text: string): string {
  return typesOf(text)
    .map((type) => (type in LEDGER_EVENTS ? LEDGER_EVENTS[type as keyof typeof LEDGER_EVENTS] : type))
    .join(', ');
}
