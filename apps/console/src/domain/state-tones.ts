import type { ConnectionState, DeploymentState, GateVerdict, RolloutAgent, RolloutState } from '@tensorguard/contract';
import type { Tone } from '../ui/tone.ts';

/** How states look. Words stand beside every colour. */
export interface StateLook {
  readonly label: string;
  readonly tone: Tone;
}

export const CONNECTION_LOOK: Readonly<Record<ConnectionState, StateLook>> = {
  online: { label: 'Online', tone: 'ok' },
  late: { label: 'Late', tone: 'warn' },
  offline: { label: 'Offline', tone: 'bad' },
  never: { label: 'Never seen', tone: 'neutral' },
};

export const ROLLOUT_LOOK: Readonly<Record<RolloutState, StateLook>> = {
  running: { label: 'Running', tone: 'accent' },
  paused: { label: 'Paused', tone: 'warn' },
  completed: { label: 'Completed', tone: 'ok' },
  aborted: { label: 'Aborted', tone: 'bad' },
  rolled_back: { label: 'Rolled back', tone: 'bad' },
};

export const ROLLOUT_AGENT_LOOK: Readonly<Record<RolloutAgent['state'], StateLook>> = {
  waiting: { label: 'Waiting', tone: 'neutral' },
  offline: { label: 'Offline', tone: 'neutral' },
  in_progress: { label: 'In progress', tone: 'accent' },
  applied: { label: 'Applied', tone: 'ok' },
  failed: { label: 'Failed', tone: 'bad' },
};

export const DEPLOYMENT_LOOK: Readonly<Record<DeploymentState, StateLook>> = {
  received: { label: 'Received', tone: 'accent' },
  applied: { label: 'Applied', tone: 'ok' },
  failed: { label: 'Failed', tone: 'bad' },
  refused: { label: 'Refused', tone: 'bad' },
  stopped: { label: 'Stopped', tone: 'neutral' },
};

export const GATE_LOOK: Readonly<Record<GateVerdict, StateLook>> = {
  waiting: { label: 'Waiting', tone: 'neutral' },
  soaking: { label: 'Soaking', tone: 'accent' },
  passed: { label: 'Passed', tone: 'ok' },
  failed: { label: 'Failed', tone: 'bad' },
  stalled: { label: 'Stalled', tone: 'warn' },
};

/** Bounds of the trust bands, as the overview counts them. */
export const HIGH_TRUST = 80;
export const MEDIUM_TRUST = 50;

/** The band of a trust score. */
export function trustLook(score: number): StateLook {
  if (score >= HIGH_TRUST) return { label: 'High', tone: 'ok' };
  if (score >= MEDIUM_TRUST) return { label: 'Medium', tone: 'warn' };
  return { label: 'Low', tone: 'bad' };
}
