import { z } from 'zod';
import { timestamp } from '../primitives.ts';
import { defineRoute } from '../route.ts';
import { connectionCounts } from './fleets.ts';
import { ledgerEntrySchema } from './ledger.ts';
import { rolloutSummarySchema } from './rollouts.ts';

export const overviewSchema = z
  .object({
    agents: connectionCounts,
    averageTrust: z.number().nullable().describe('Mean trust score of live agents; null without agents'),
    trustBands: z
      .object({
        high: z.int().describe('80 and more'),
        medium: z.int().describe('50 to 79'),
        low: z.int().describe('Under 50'),
      })
      .describe('Live agents by trust score'),
    fleets: z.int().describe('Fleets'),
    releases: z.int().describe('Releases that can be rolled out'),
    activeRollouts: z.array(rolloutSummarySchema).describe('Rollouts under way (at most 10)'),
    ledger: z
      .object({
        size: z.int().describe('Entries in the newest checkpoint'),
        checkpointAt: timestamp.nullable().describe('When it was signed'),
        pending: z.int().describe('Entries of the tenant that are stored but not sequenced yet'),
      })
      .describe('State of the log'),
    recentEntries: z.array(ledgerEntrySchema).describe('The newest entries (at most 12)'),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof overviewSchema>;

/** What changed, so that a page knows which of its data to fetch again. */
export const CHANGE_TOPICS = ['agents', 'fleets', 'releases', 'rollouts', 'ledger', 'access'] as const;
export type ChangeTopic = (typeof CHANGE_TOPICS)[number];

/** Data of one server-sent event: `event: change`, or `event: reset` when events were missed. */
export const changeEventSchema = z.object({
  topics: z.array(z.enum(CHANGE_TOPICS)).describe('What changed'),
  ids: z.array(z.string()).describe('Ids of what changed, where few'),
});
export type ChangeEvent = z.infer<typeof changeEventSchema>;

export const overviewRoutes = {
  getOverview: defineRoute({
    id: 'getOverview',
    method: 'GET',
    path: '/v1/overview',
    summary: 'The state of the world on one page',
    tag: 'Overview',
    access: 'agents:read',
    success: { status: 200, body: overviewSchema },
    errors: ['not_signed_in', 'not_permitted'],
  }),
  streamChanges: defineRoute({
    id: 'streamChanges',
    method: 'GET',
    path: '/v1/changes',
    summary: 'Server-sent events: what changed. Last-Event-ID continues where a connection broke',
    tag: 'Overview',
    access: 'signed_in',
    success: { status: 200, contentType: 'text/event-stream' },
    errors: ['not_signed_in'],
  }),
};
