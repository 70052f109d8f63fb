import type { Labels, Stage } from '@tensorguard/contract';
import type { RolloutRequest } from './actions.ts';

/** Ready-made plans. `custom` lets every stage be edited. */
export const STAGE_PRESETS = {
  all: { label: 'All at once', stages: [{ kind: 'share', percent: 100 }] },
  canary: {
    label: '10 %, then everybody',
    stages: [
      { kind: 'share', percent: 10 },
      { kind: 'share', percent: 100 },
    ],
  },
  custom: { label: 'Custom', stages: [] },
} as const satisfies Record<string, { label: string; stages: readonly Stage[] }>;
export type StagePreset = keyof typeof STAGE_PRESETS;

export const MAX_STAGES = 20;

/** What the wizard collects. Empty text stands for a limit that is not set. */
export interface RolloutDraft {
  releaseId: string;
  fleetIds: string[];
  selector: Labels;
  preset: StagePreset;
  stages: Stage[];
  gate: {
    minAgents: number;
    successPercent: number;
    maxFailures: number;
    maxFailurePercent: number;
    maxLatencyMs: number | '';
    minTrust: number | '';
    soakSeconds: number;
    stallSeconds: number;
  };
  onFailure: 'pause' | 'rollback';
  maxConcurrentPerFleet: number | '';
}

/** A plan to begin with: a canary, and a gate that pauses at the first failure. */
export function newRolloutDraft(): RolloutDraft {
  return {
    releaseId: '',
    fleetIds: [],
    selector: {},
    preset: 'canary',
    stages: [...STAGE_PRESETS.canary.stages],
    gate: {
      minAgents: 1,
      successPercent: 100,
      maxFailures: 0,
      maxFailurePercent: 2,
      maxLatencyMs: '',
      minTrust: '',
      soakSeconds: 0,
      stallSeconds: 900,
    },
    onFailure: 'pause',
    maxConcurrentPerFleet: '',
  };
}

/** Why the stages are not a plan: the platform's rules, told before sending. */
export function stageProblem(stages: readonly Stage[]): string | undefined {
  const last = stages.at(-1);
  if (!last || last.kind !== 'share' || last.percent !== 100) return 'The last stage must be a share of 100 %.';
  let reached = 0;
  for (const stage of stages) {
    if (stage.kind === 'group') {
      if (Object.keys(stage.labels).length === 0) return 'A stage by group needs at least one label.';
    } else if (!(stage.percent > reached && stage.percent <= 100)) {
      return 'Shares must grow from stage to stage.';
    } else {
      reached = stage.percent;
    }
  }
  return undefined;
}

/** The request that a draft stands for. */
export function requestOf(draft: RolloutDraft): RolloutRequest {
  const { gate } = draft;
  return {
    releaseId: draft.releaseId,
    fleetIds: [...draft.fleetIds],
    selector: { ...draft.selector },
    stages: draft.stages.map((stage) =>
      stage.kind === 'share' ? { ...stage } : { ...stage, labels: { ...stage.labels } },
    ),
    gate: {
      minAgents: gate.minAgents,
      successShare: gate.successPercent / 100,
      maxFailures: gate.maxFailures,
      maxFailureShare: gate.maxFailurePercent / 100,
      soakSeconds: gate.soakSeconds,
      stallSeconds: gate.stallSeconds,
      ...(gate.maxLatencyMs === '' ? {} : { maxLatencyMs: gate.maxLatencyMs }),
      ...(gate.minTrust === '' ? {} : { minTrust: gate.minTrust }),
    },
    onFailure: draft.onFailure,
    ...(draft.maxConcurrentPerFleet === '' ? {} : { maxConcurrentPerFleet: draft.maxConcurrentPerFleet }),
  };
}
