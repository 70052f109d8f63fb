export type { AgentEnd, AgentStatus, ConnectionPath, IdentityState, LineState, LineStatus } from './agent-status.ts';
export { startAgent, type AgentOverrides } from './compose.ts';
export type { RunningAgent } from './edge-agent.ts';
export type { ModelLoader } from './models/model-loader.ts';
export { EXIT_CODES } from './exit-codes.ts';
export {
  AGENT_ENV_PREFIX,
  agentConfigSchema,
  readAgentConfig,
  type AgentConfig,
  type AgentConfigInput,
} from './config.ts';
export { AgentError, type AgentErrorCode } from './errors.ts';
export type { MachineProbe } from './telemetry/machine.ts';
export { AGENT_VERSION } from './version.ts';
