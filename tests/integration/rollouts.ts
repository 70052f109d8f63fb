import {
  operatorRoutes,
  type Agent,
  type ApiClient,
  type Rollout,
  type RolloutState,
  type RouteCall,
} from '@tensorguard/contract';
import { waitFor } from '@tensorguard/testkit';

/** Patience with a busy machine, milliseconds; nothing is measured by it. */
export const PATIENCE_MS = 45_000;
const POLL_MS = 100;

type RolloutBody = RouteCall<typeof operatorRoutes.createRollout>['body'];

/** One agent first, then everybody: a share this small is raised to exactly one agent. */
export const CANARY_STAGES: NonNullable<RolloutBody['stages']> = [
  { kind: 'share', percent: 0.001 },
  { kind: 'share', percent: 100 },
];

/** Waits for something that takes agents, a platform and a model to come about. */
export function eventually<T>(condition: () => T | Promise<T>, what: string) {
  return waitFor(condition, { timeoutMs: PATIENCE_MS, intervalMs: POLL_MS, what });
}

/** Starts a rollout to a fleet, to a canary first. */
export function rollOut(
  api: ApiClient,
  fleetId: string,
  releaseId: string,
  change: Partial<RolloutBody> = {},
): Promise<Rollout> {
  const body = { releaseId, fleetIds: [fleetId], stages: CANARY_STAGES, ...change };
  return api.call(operatorRoutes.createRollout, { body });
}

/** Waits until a rollout is in a state. */
export async function untilRollout(api: ApiClient, rolloutId: string, state: RolloutState): Promise<Rollout> {
  let last: Rollout | undefined;
  try {
    return await eventually(async () => {
      last = await api.call(operatorRoutes.getRollout, { params: { rolloutId } });
      return last.state === state && last;
    }, `the rollout is ${state}`);
  } catch (cause) {
    throw new Error(`the rollout is not ${state}: ${JSON.stringify(last)}`, { cause });
  }
}

/** Waits until the platform knows that an agent runs a release, by its number. */
export function untilRunning(api: ApiClient, agentId: string, releaseNumber: number): Promise<Agent> {
  return eventually(async () => {
    const agent = await api.call(operatorRoutes.getAgent, { params: { agentId } });
    return (
      agent.deployments.some(
        ({ state, appliedRelease }) => state === 'applied' && appliedRelease?.number === releaseNumber,
      ) && agent
    );
  }, `${agentId} runs release ${releaseNumber}`);
}
