import { agentApiRoutes } from './agent/routes.ts';
import { accessRoutes } from './operator/access.ts';
import { agentRoutes } from './operator/agents.ts';
import { fleetRoutes } from './operator/fleets.ts';
import { ledgerRoutes } from './operator/ledger.ts';
import { overviewRoutes } from './operator/overview.ts';
import { releaseRoutes } from './operator/releases.ts';
import { rolloutRoutes } from './operator/rollouts.ts';

/** Every operation of the operator API, by name. */
export const operatorRoutes = {
  ...overviewRoutes,
  ...fleetRoutes,
  ...agentRoutes,
  ...releaseRoutes,
  ...rolloutRoutes,
  ...ledgerRoutes,
  ...accessRoutes,
};
export { agentApiRoutes };

export * from './agent/channel.ts';
export * from './agent/directive.ts';
export {
  agentSettings,
  deploymentReport,
  keyReleaseContext,
  MAX_REPORTS_PER_BATCH,
  REPORT_STATES,
  type AgentSettings,
  type DeploymentReport,
  type KeyReleaseContext,
} from './agent/routes.ts';
export * from './agent/telemetry.ts';
export * from './client.ts';
export * from './ledger-events.ts';
export { openApiDocument, type OpenApiInfo } from './openapi.ts';
export { MAX_API_TOKEN_DAYS, type ApiToken, type Session } from './operator/access.ts';
export {
  AGENT_STATUSES,
  CONNECTION_STATES,
  DEPLOYMENT_STATES,
  TRUST_CAUSES,
  type Agent,
  type AgentSummary,
  type ConnectionState,
  type Deployment,
  type DeploymentState,
  type Trust,
  type TrustCause,
} from './operator/agents.ts';
export { type Fleet, type JoinToken } from './operator/fleets.ts';
export { type LedgerEntry, type LedgerProof } from './operator/ledger.ts';
export {
  CHANGE_TOPICS,
  changeEventSchema,
  type ChangeEvent,
  type ChangeTopic,
  type Overview,
} from './operator/overview.ts';
export {
  MAX_PACKAGE_BYTES,
  PACKAGE_MEDIA_TYPE,
  publisherKey,
  type Line,
  type Publisher,
  type Release,
  type ReleaseSummary,
} from './operator/releases.ts';
export {
  GATE_VERDICTS,
  ROLLOUT_STATES,
  type Gate,
  type GateVerdict,
  type Rollout,
  type RolloutAgent,
  type RolloutState,
  type RolloutSummary,
  type Stage,
  type StageProgress,
} from './operator/rollouts.ts';
export * from './permissions.ts';
export * from './primitives.ts';
export * from './problem.ts';
export * from './route.ts';
