import type { DatabaseSync } from 'node:sqlite';
import {
  createLogger,
  ensurePrivateDir,
  systemClock,
  type BackoffOptions,
  type Clock,
  type Logger,
} from '@tensorguard/core';
import { loadModel } from '@tensorguard/inference';
import { EdgeAgent, type RunningAgent } from './edge-agent.ts';
import { parseAgentConfig, type AgentConfig, type AgentConfigInput } from './config.ts';
import { AgentError } from './errors.ts';
import { IdentityFile } from './identity/identity-file.ts';
import { obtainIdentity } from './identity/obtain-identity.ts';
import type { ModelLoader } from './models/model-loader.ts';
import { openStateDatabase } from './spool/state-database.ts';
import { freeDiskBytes, machineProbe, type MachineProbe } from './telemetry/machine.ts';

/** First and longest wait between attempts, milliseconds, unless told otherwise. */
export const DEFAULT_RETRY: BackoffOptions = { initialMs: 1_000, maxMs: 5 * 60_000 };

/** What tests, the CLI and the fleet bench may put in the place of the real thing. */
export interface AgentOverrides {
  readonly clock?: Clock;
  /** Uniform in [0, 1); spreads renewals, heartbeats and retries. */
  readonly random?: () => number;
  readonly logger?: Logger;
  /** Loads model bytes; ONNX Runtime by default. The only seam on the way of a release. */
  readonly loadModel?: ModelLoader;
  readonly machine?: MachineProbe;
  /** Free disk in a folder, bytes. */
  readonly freeDiskBytes?: (path: string) => Promise<number>;
  /** Keeps reports and line state in memory: what is not delivered is lost with the process. For benchmarks. */
  readonly volatileState?: boolean;
  /** First and longest wait between attempts, milliseconds. */
  readonly retry?: { readonly initialMs: number; readonly maxMs: number };
  /** Ends an enrolment that is waiting for the platform. */
  readonly signal?: AbortSignal;
}

/**
 * Starts an agent: takes the stored identity or enrols with the join token (and waits for the platform while it cannot be
 * reached), then serves the local API and follows the platform's directives in the background.
 *
 * @throws CoreError `config_invalid`; AgentError `config_unsafe`, `data_dir_in_use`, `state_corrupt`, `state_unwritable`,
 * `join_token_missing`, `join_token_malformed`, `trust_pin_mismatch`, `enrolment_refused`, `identity_invalid`,
 * `identity_expired`, `identity_revoked`, `api_unavailable`, `superseded` (the signal fired)
 */
export async function startAgent(
  input: AgentConfig | AgentConfigInput,
  overrides: AgentOverrides = {},
): Promise<RunningAgent> {
  const config = parseAgentConfig(input);
  const clock = overrides.clock ?? systemClock;
  const random = overrides.random ?? Math.random;
  const logger = overrides.logger ?? createLogger({ level: config.logLevel });
  const machine = overrides.machine ?? machineProbe(config.dataDir);
  const retry = { ...DEFAULT_RETRY, ...overrides.retry, random };
  const database = await openState(config.dataDir, overrides.volatileState ?? false);
  try {
    const file = new IdentityFile(config.dataDir);
    const identity = await obtainIdentity({
      file,
      platformUrl: config.platformUrl,
      joinToken: config.joinToken,
      name: config.name,
      facts: () => machine.facts(),
      clock,
      retry,
      logger,
      signal: overrides.signal ?? new AbortController().signal,
    });
    const agent = new EdgeAgent({
      config,
      identityFile: file,
      identity,
      database,
      clock,
      random,
      retry,
      machine,
      logger: logger.child({ agentId: identity.agentId }),
      loadModel: overrides.loadModel ?? loadModel,
      freeDiskBytes: overrides.freeDiskBytes ?? freeDiskBytes,
    });
    await agent.start();
    return agent;
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
}

async function openState(dataDir: string, isVolatile: boolean): Promise<DatabaseSync> {
  await ensurePrivateDir(dataDir).catch((cause: unknown) => {
    throw new AgentError('state_unwritable', 'the data folder cannot be made', { cause, details: { dataDir } });
  });
  return openStateDatabase(isVolatile ? undefined : dataDir);
}
