import type { ChangeTopic } from '@tensorguard/contract';

/** First elements of the query keys; everything that a page fetches lives under one of them. */
export const QUERY_ROOTS = ['overview', 'fleets', 'agents', 'releases', 'rollouts', 'ledger', 'access'] as const;
export type QueryRoot = (typeof QUERY_ROOTS)[number];

/** Which data a change of a topic makes old. Counts and progress of one domain show up in the answers of others. */
export const ROOTS_BY_TOPIC: Readonly<Record<ChangeTopic, readonly QueryRoot[]>> = {
  agents: ['agents', 'fleets', 'releases', 'overview'],
  fleets: ['fleets', 'overview'],
  releases: ['releases', 'overview'],
  rollouts: ['rollouts', 'agents', 'overview'],
  ledger: ['ledger', 'overview'],
  access: ['access'],
};
