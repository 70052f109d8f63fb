import { z } from 'zod';
import {
  agentId,
  displayName,
  fleetId,
  labels,
  pageOf,
  pageQuery,
  reason,
  releaseId,
  rolloutId,
  timestamp,
} from '../primitives.ts';
import { defineRoute } from '../route.ts';

const tag = 'Rollouts';

/** `running` and `paused` are under way; the others are final. */
export const ROLLOUT_STATES = ['running', 'paused', 'completed', 'aborted', 'rolled_back'] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];

export const stageSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('share').describe('A share of the targeted agents'),
      percent: z.number().gt(0).max(100).describe('Share of the targeted agents, in percent, counted from the start'),
    }),
    z.strictObject({
      kind: z.literal('group').describe('The agents that carry some labels'),
      labels: labels.describe('All of these labels'),
    }),
  ])
  .meta({ id: 'Stage' });
export type Stage = z.infer<typeof stageSchema>;

/** Shares grow from stage to stage, and the last one reaches everybody. */
function stagesReachEverybody(stages: readonly Stage[]): boolean {
  const shares = stages.flatMap((stage) => (stage.kind === 'share' ? [stage.percent] : []));
  const last = stages.at(-1);
  return (
    last?.kind === 'share' && last.percent === 100 && shares.every((share, i) => i === 0 || share > shares[i - 1]!)
  );
}

export const gateSchema = z
  .strictObject({
    minAgents: z.int().min(1).max(10_000).default(1).describe('Agents that must have reported before the gate judges'),
    successShare: z
      .number()
      .gt(0)
      .max(1)
      .default(1)
      .describe('Share of the eligible agents of the stage that must have applied before the next stage'),
    maxFailures: z.int().min(0).default(0).describe('Failures that are tolerated'),
    maxFailureShare: z.number().min(0).max(1).default(0.02).describe('Share of failures that is tolerated'),
    maxLatencyMs: z
      .number()
      .gt(0)
      .optional()
      .describe('Upper bound for the p95 of model run time among agents that applied, milliseconds'),
    minTrust: z.int().min(0).max(100).optional().describe('Lowest mean trust score among agents that applied'),
    soakSeconds: z.int().min(0).max(604_800).default(0).describe('Time between enough successes and the next stage'),
    stallSeconds: z
      .int()
      .min(10)
      .max(604_800)
      .default(900)
      .describe('Pause when a stage does not get there in this time'),
  })
  .meta({ id: 'Gate' });
export type Gate = z.infer<typeof gateSchema>;

export const GATE_VERDICTS = ['waiting', 'soaking', 'passed', 'failed', 'stalled'] as const;
export type GateVerdict = (typeof GATE_VERDICTS)[number];

export const rolloutCounts = z
  .object({
    targeted: z.int().describe('Live agents that the rollout reaches in the end'),
    eligible: z.int().describe('Of these in stages reached: online and able to take the release'),
    inProgress: z.int().describe('Told and working on it'),
    applied: z.int().describe('Running the release'),
    failed: z.int().describe('Could not take it'),
  })
  .meta({ id: 'RolloutCounts' });

export const stageProgress = z
  .object({
    index: z.int().describe('0 for the first'),
    stage: stageSchema.describe('The stage as it was asked for'),
    effectivePercent: z
      .number()
      .nullable()
      .describe(
        'Share that is used, in percent: more than was asked when that would reach fewer agents than the gate needs; null for a group',
      ),
    startedAt: timestamp.nullable().describe('When it was opened'),
    finishedAt: timestamp.nullable().describe('When its gate passed'),
    directiveNumber: z.int().nullable().describe('Number of its directive'),
    counts: rolloutCounts,
    gate: z
      .object({
        verdict: z.enum(GATE_VERDICTS).describe('What the gate says now'),
        reasons: z.array(z.string()).describe('Why, for people'),
      })
      .nullable()
      .describe('Null while the stage is not reached'),
  })
  .meta({ id: 'StageProgress' });
export type StageProgress = z.infer<typeof stageProgress>;

export const rolloutSummarySchema = z
  .object({
    id: rolloutId,
    line: z.string().describe('Package line'),
    release: z.object({
      id: releaseId,
      number: z.int().describe('Release number'),
      version: z.string().describe('Version that the publisher gave'),
    }),
    state: z.enum(ROLLOUT_STATES).describe('State'),
    stateReason: z.string().nullable().describe('Why it is paused, aborted or rolled back'),
    currentStage: z.int().describe('Index of the stage that is open'),
    stageCount: z.int().describe('Number of stages'),
    fleets: z.array(z.object({ id: fleetId, name: displayName })).describe('Fleets that it targets'),
    counts: rolloutCounts.describe('Counts now; of a rollout that has ended, those at its end'),
    createdBy: z.string().describe('Who started it'),
    createdAt: timestamp,
    finishedAt: timestamp.nullable().describe('When it ended'),
  })
  .meta({ id: 'RolloutSummary' });
export type RolloutSummary = z.infer<typeof rolloutSummarySchema>;

export const rolloutAgentSchema = z
  .object({
    agentId,
    name: displayName,
    fleetName: displayName,
    stage: z.int().describe('The stage that reaches it'),
    state: z.enum(['waiting', 'offline', 'in_progress', 'applied', 'failed']).describe('How far it is'),
    since: timestamp.nullable().describe('Since when'),
    code: z.string().nullable().describe('Error code of a failure'),
    message: z.string().nullable().describe('Error text of a failure'),
  })
  .meta({ id: 'RolloutAgent' });
export type RolloutAgent = z.infer<typeof rolloutAgentSchema>;

export const rolloutSchema = rolloutSummarySchema
  .extend({
    stages: z.array(stageProgress).describe('All stages in order'),
    gate: gateSchema,
    selector: labels.describe('Only agents with all of these labels'),
    onFailure: z.enum(['pause', 'rollback']).describe('What happens when a gate fails'),
    maxConcurrentPerFleet: z.int().nullable().describe('Agents of one fleet that may work on it at once'),
    previousReleases: z
      .array(z.object({ fleetId, releaseId: releaseId.nullable() }))
      .describe('What each fleet goes back to'),
    timeToApplied: z
      .object({
        p50Seconds: z.number().nullable().describe('From start until half of the targeted agents had applied'),
        p99Seconds: z.number().nullable().describe('… until 99 %'),
        p100Seconds: z.number().nullable().describe('… until all'),
      })
      .describe('How long it took for all stages together; null where it has not come so far'),
    stuck: z
      .array(rolloutAgentSchema)
      .describe('Agents in open stages that failed, or work on it for too long (at most 50)'),
  })
  .meta({ id: 'Rollout' });
export type Rollout = z.infer<typeof rolloutSchema>;

const guarded = ['not_signed_in', 'not_permitted'] as const;
const params = z.strictObject({ rolloutId });
const change = (id: string, verb: string, summary: string) =>
  defineRoute({
    id,
    method: 'POST',
    path: `/v1/rollouts/{rolloutId}/${verb}`,
    summary,
    tag,
    access: 'rollouts:write',
    params,
    body: z.strictObject({ reason }),
    success: { status: 200, body: rolloutSchema },
    errors: [
      'not_signed_in',
      'not_permitted',
      'not_found',
      'rollout_state',
      'nothing_to_roll_back_to',
      'rollout_conflict',
    ],
  });

export const rolloutRoutes = {
  listRollouts: defineRoute({
    id: 'listRollouts',
    method: 'GET',
    path: '/v1/rollouts',
    summary: 'Rollouts, newest first',
    tag,
    access: 'rollouts:read',
    query: z.strictObject({
      ...pageQuery,
      state: z.enum(ROLLOUT_STATES).optional().describe('State'),
      line: z.string().max(80).optional().describe('Package line by name'),
    }),
    success: { status: 200, body: pageOf(rolloutSummarySchema) },
    errors: [...guarded, 'cursor_invalid'],
  }),
  createRollout: defineRoute({
    id: 'createRollout',
    method: 'POST',
    path: '/v1/rollouts',
    summary: 'Start a rollout',
    tag,
    access: 'rollouts:write',
    body: z.strictObject({
      releaseId,
      fleetIds: z.array(fleetId).min(1).max(1000).describe('Fleets to reach'),
      selector: labels.default({}).describe('Only agents with all of these labels'),
      stages: z
        .array(stageSchema)
        .min(1)
        .max(20)
        .refine(stagesReachEverybody, 'shares must grow, and the last stage must be a share of 100')
        .default([{ kind: 'share', percent: 100 }])
        .describe('Shares grow; the last stage is a share of 100'),
      gate: gateSchema.prefault({}),
      onFailure: z.enum(['pause', 'rollback']).default('pause').describe('What happens when a gate fails'),
      maxConcurrentPerFleet: z.int().min(1).optional().describe('Agents of one fleet that may work on it at once'),
    }),
    success: { status: 201, body: rolloutSchema },
    errors: [...guarded, 'not_found', 'release_withdrawn', 'rollout_conflict'],
  }),
  getRollout: defineRoute({
    id: 'getRollout',
    method: 'GET',
    path: '/v1/rollouts/{rolloutId}',
    summary: 'One rollout with live progress',
    tag,
    access: 'rollouts:read',
    params,
    success: { status: 200, body: rolloutSchema },
    errors: [...guarded, 'not_found'],
  }),
  listRolloutAgents: defineRoute({
    id: 'listRolloutAgents',
    method: 'GET',
    path: '/v1/rollouts/{rolloutId}/agents',
    summary: 'The agents of a rollout and how far each is',
    tag,
    access: 'rollouts:read',
    params,
    query: z.strictObject({
      ...pageQuery,
      state: z.enum(['waiting', 'offline', 'in_progress', 'applied', 'failed']).optional().describe('How far it is'),
    }),
    success: { status: 200, body: pageOf(rolloutAgentSchema) },
    errors: [...guarded, 'not_found', 'cursor_invalid'],
  }),
  pauseRollout: change('pauseRollout', 'pause', 'Pause: nobody new is told'),
  resumeRollout: change('resumeRollout', 'resume', 'Go on after a pause; failures so far are forgiven'),
  abortRollout: change('abortRollout', 'abort', 'Stop here: who runs the release keeps it, nobody else gets it'),
  rollbackRollout: change('rollbackRollout', 'rollback', 'Go back: who was told runs the earlier release again'),
};
