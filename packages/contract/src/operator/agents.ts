import { z } from 'zod';
import { agentFacts, inferenceStats, telemetry } from '../agent/telemetry.ts';
import {
  agentId,
  displayName,
  environmentName,
  fleetId,
  labels,
  pageOf,
  pageQuery,
  reason,
  regionName,
  releaseId,
  rolloutId,
  timestamp,
} from '../primitives.ts';
import { defineRoute } from '../route.ts';

const tag = 'Agents';

export const AGENT_STATUSES = ['active', 'revoked'] as const;
export const CONNECTION_STATES = ['online', 'late', 'offline', 'never'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** Causes of trust deductions; each is one rule of the score (FLT-4). */
export const TRUST_CAUSES = [
  'not_attested',
  'certificate_expired',
  'certificate_expiring',
  'heartbeat_late',
  'offline',
  'never_seen',
  'clock_skew',
  'release_failed',
  'package_refused',
  'revoked',
] as const;
export type TrustCause = (typeof TRUST_CAUSES)[number];

export const trustSchema = z
  .object({
    score: z.int().min(0).max(100).describe('0 (none) to 100 (full)'),
    deductions: z
      .array(
        z.object({
          cause: z.enum(TRUST_CAUSES).describe('The rule that deducted'),
          points: z.int().describe('Points taken off'),
          detail: z.string().describe('The fact behind it, for people'),
        }),
      )
      .describe('Why the score is not 100'),
  })
  .meta({ id: 'Trust' });
export type Trust = z.infer<typeof trustSchema>;

export const DEPLOYMENT_STATES = ['received', 'applied', 'failed', 'refused', 'stopped'] as const;
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number];

export const deploymentSchema = z
  .object({
    line: z.string().describe('Package line'),
    state: z.enum(DEPLOYMENT_STATES).describe('How far the agent came with its last directive'),
    directiveNumber: z.int().describe('Number of the last directive that it reported on'),
    rolloutId: rolloutId.nullable().describe('The rollout that gave the directive'),
    desiredRelease: z.object({ id: releaseId, number: z.int().describe('Release number') }).nullable(),
    appliedRelease: z
      .object({ id: releaseId, number: z.int().describe('Release number') })
      .nullable()
      .describe('What it runs now'),
    code: z.string().nullable().describe('Error code when failed or refused'),
    message: z.string().nullable().describe('Error text when failed or refused'),
    inference: inferenceStats.nullable().describe('Inference figures of the running model, from the last heartbeat'),
    updatedAt: timestamp,
  })
  .meta({ id: 'Deployment' });
export type Deployment = z.infer<typeof deploymentSchema>;

export const agentSummarySchema = z
  .object({
    id: agentId,
    name: displayName,
    fleetId,
    fleetName: displayName,
    labels,
    environment: environmentName,
    region: regionName,
    status: z.enum(AGENT_STATUSES).describe('Whether its identity is accepted'),
    connection: z.enum(CONNECTION_STATES).describe('By last heartbeat'),
    lastSeenAt: timestamp.nullable().describe('Last heartbeat'),
    trustScore: z.int().describe('0 to 100'),
    releases: z
      .array(z.object({ line: z.string().describe('Package line'), number: z.int().describe('Release number') }))
      .describe('What it runs'),
    enrolledAt: timestamp,
  })
  .meta({ id: 'AgentSummary' });
export type AgentSummary = z.infer<typeof agentSummarySchema>;

export const agentSchema = agentSummarySchema
  .extend({
    revokedAt: timestamp.nullable().describe('When it was revoked'),
    revokedReason: z.string().nullable().describe('Why it was revoked'),
    clockSkewMs: z.int().nullable().describe('Its clock minus ours at the last heartbeat, milliseconds'),
    facts: agentFacts,
    telemetry: telemetry.nullable().describe('From the last heartbeat'),
    trust: trustSchema,
    spiffeId: z.string().describe('SPIFFE id in its certificates'),
    certificate: z
      .object({ serial: z.string().describe('Serial number, hex'), notBefore: timestamp, notAfter: timestamp })
      .nullable()
      .describe('Its newest certificate'),
    deployments: z.array(deploymentSchema).describe('One for each package line that it was told to run'),
  })
  .meta({ id: 'Agent' });
export type Agent = z.infer<typeof agentSchema>;

const guarded = ['not_signed_in', 'not_permitted'] as const;
const params = z.strictObject({ agentId });

export const agentRoutes = {
  listAgents: defineRoute({
    id: 'listAgents',
    method: 'GET',
    path: '/v1/agents',
    summary: 'Agents of the tenant, by name',
    tag,
    access: 'agents:read',
    query: z.strictObject({
      ...pageQuery,
      fleetId: fleetId.optional(),
      status: z.enum(AGENT_STATUSES).optional().describe('Whether its identity is accepted'),
      connection: z.enum(CONNECTION_STATES).optional().describe('By last heartbeat'),
      search: z.string().max(80).optional().describe('Part of the name'),
      label: z.string().max(130).optional().describe('`key=value`, or `key`; several separated by commas'),
    }),
    success: { status: 200, body: pageOf(agentSummarySchema) },
    errors: [...guarded, 'cursor_invalid'],
  }),
  getAgent: defineRoute({
    id: 'getAgent',
    method: 'GET',
    path: '/v1/agents/{agentId}',
    summary: 'One agent',
    tag,
    access: 'agents:read',
    params,
    success: { status: 200, body: agentSchema },
    errors: [...guarded, 'not_found'],
  }),
  updateAgent: defineRoute({
    id: 'updateAgent',
    method: 'PATCH',
    path: '/v1/agents/{agentId}',
    summary: 'Change the name or the labels of an agent',
    tag,
    access: 'agents:write',
    params,
    body: z.strictObject({ name: displayName.optional(), labels: labels.optional() }),
    success: { status: 200, body: agentSchema },
    errors: [...guarded, 'not_found'],
  }),
  revokeAgent: defineRoute({
    id: 'revokeAgent',
    method: 'POST',
    path: '/v1/agents/{agentId}/revoke',
    summary: 'Kill switch: revoke one agent',
    tag,
    access: 'agents:revoke',
    params,
    body: z.strictObject({ reason }),
    success: { status: 200, body: agentSchema },
    errors: [...guarded, 'not_found', 'already_revoked'],
  }),
  revokeAgents: defineRoute({
    id: 'revokeAgents',
    method: 'POST',
    path: '/v1/agents/revoke',
    summary: 'Kill switch: revoke every agent that carries all given labels',
    tag,
    access: 'agents:revoke',
    body: z.strictObject({
      labels: labels.refine((value) => Object.keys(value).length > 0, 'name at least one label'),
      reason,
    }),
    success: { status: 200, body: z.object({ revoked: z.int().describe('Agents that were revoked now') }) },
    errors: [...guarded],
  }),
};
