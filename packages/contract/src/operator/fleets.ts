import { z } from 'zod';
import {
  displayName,
  environmentName,
  fleetId,
  joinTokenId,
  labels,
  pageOf,
  pageQuery,
  reason,
  regionName,
  timestamp,
} from '../primitives.ts';
import { defineRoute } from '../route.ts';

const tag = 'Fleets';

export const connectionCounts = z
  .object({
    total: z.int().describe('Agents that are not revoked'),
    online: z.int().describe('Seen within the heartbeat interval'),
    late: z.int().describe('One or two heartbeats missed'),
    offline: z.int().describe('Not seen for longer, or never'),
    revoked: z.int().describe('Revoked agents'),
  })
  .meta({ id: 'ConnectionCounts' });

export const fleetSchema = z
  .object({
    id: fleetId,
    name: displayName,
    environment: environmentName,
    region: regionName,
    createdAt: timestamp,
    agents: connectionCounts,
    averageTrust: z.number().nullable().describe('Mean trust score of live agents, 0 to 100; null without agents'),
  })
  .meta({ id: 'Fleet' });
export type Fleet = z.infer<typeof fleetSchema>;

export const joinTokenSchema = z
  .object({
    id: joinTokenId,
    fleetId,
    name: displayName,
    labels,
    maxUses: z.int().describe('Enrolments that it allows'),
    uses: z.int().describe('Enrolments so far'),
    createdAt: timestamp,
    expiresAt: timestamp,
    revokedAt: timestamp.nullable().describe('When it was revoked'),
  })
  .meta({ id: 'JoinToken' });
export type JoinToken = z.infer<typeof joinTokenSchema>;

/** Longest life of a join token, seconds (30 days). */
export const MAX_JOIN_TOKEN_SECONDS = 30 * 24 * 3600;
/** Most enrolments by one join token. */
export const MAX_JOIN_TOKEN_USES = 100_000;

const guarded = ['not_signed_in', 'not_permitted'] as const;

export const fleetRoutes = {
  listFleets: defineRoute({
    id: 'listFleets',
    method: 'GET',
    path: '/v1/fleets',
    summary: 'Fleets of the tenant',
    tag,
    access: 'fleets:read',
    query: z.strictObject(pageQuery),
    success: { status: 200, body: pageOf(fleetSchema) },
    errors: [...guarded, 'cursor_invalid'],
  }),
  createFleet: defineRoute({
    id: 'createFleet',
    method: 'POST',
    path: '/v1/fleets',
    summary: 'Make a fleet',
    tag,
    access: 'fleets:write',
    body: z.strictObject({
      name: displayName,
      environment: environmentName.default('production'),
      region: regionName.default('default'),
    }),
    success: { status: 201, body: fleetSchema },
    errors: [...guarded, 'name_taken'],
  }),
  getFleet: defineRoute({
    id: 'getFleet',
    method: 'GET',
    path: '/v1/fleets/{fleetId}',
    summary: 'One fleet',
    tag,
    access: 'fleets:read',
    params: z.strictObject({ fleetId }),
    success: { status: 200, body: fleetSchema },
    errors: [...guarded, 'not_found'],
  }),
  revokeFleet: defineRoute({
    id: 'revokeFleet',
    method: 'POST',
    path: '/v1/fleets/{fleetId}/revoke',
    summary: 'Kill switch: revoke every agent of a fleet',
    tag,
    access: 'agents:revoke',
    params: z.strictObject({ fleetId }),
    body: z.strictObject({ reason }),
    success: { status: 200, body: z.object({ revoked: z.int().describe('Agents that were revoked now') }) },
    errors: [...guarded, 'not_found'],
  }),
  listJoinTokens: defineRoute({
    id: 'listJoinTokens',
    method: 'GET',
    path: '/v1/join-tokens',
    summary: 'Join tokens',
    tag,
    access: 'fleets:read',
    query: z.strictObject({ ...pageQuery, fleetId: fleetId.optional() }),
    success: { status: 200, body: pageOf(joinTokenSchema) },
    errors: [...guarded, 'cursor_invalid'],
  }),
  createJoinToken: defineRoute({
    id: 'createJoinToken',
    method: 'POST',
    path: '/v1/join-tokens',
    summary: 'Make a join token; its secret is shown once',
    tag,
    access: 'agents:write',
    body: z.strictObject({
      fleetId,
      name: displayName.default('join token'),
      labels: labels.default({}),
      maxUses: z.int().min(1).max(MAX_JOIN_TOKEN_USES).default(1).describe('Enrolments that it allows'),
      expiresInSeconds: z.int().min(60).max(MAX_JOIN_TOKEN_SECONDS).default(3600).describe('Life in seconds'),
    }),
    success: {
      status: 201,
      body: z.object({
        joinToken: joinTokenSchema,
        secret: z.string().describe('Shown once: give it to the agent. It also pins the root of this platform'),
        agentUrl: z.url().describe('Where agents enrol'),
      }),
    },
    errors: [...guarded, 'not_found'],
  }),
  revokeJoinToken: defineRoute({
    id: 'revokeJoinToken',
    method: 'DELETE',
    path: '/v1/join-tokens/{joinTokenId}',
    summary: 'Revoke a join token',
    tag,
    access: 'agents:write',
    params: z.strictObject({ joinTokenId }),
    success: { status: 204 },
    errors: [...guarded, 'not_found'],
  }),
};
