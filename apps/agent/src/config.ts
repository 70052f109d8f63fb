import { hostname } from 'node:os';
import { isIP } from 'node:net';
import { displayName } from '@tensorguard/contract';
import { loadConfig, LOG_LEVELS, type Environment } from '@tensorguard/core';
import { z } from 'zod';
import { AgentError } from './errors.ts';

/** Prefix of the agent's settings in the environment. */
export const AGENT_ENV_PREFIX = 'TG_AGENT_';
/** The variable that puts every process of the product into production mode. */
export const ENVIRONMENT_VARIABLE = 'TG_ENVIRONMENT';
/** Environments that a process can run in. */
export const ENVIRONMENTS = ['development', 'production'] as const;

const DEFAULT_API_HOST = '127.0.0.1';
const DEFAULT_MAX_CONCURRENT_RUNS = 1;
const DEFAULT_QUEUE_LIMIT = 256;
const DEFAULT_DEADLINE_MS = 10_000;
const DEFAULT_MAX_BODY_BYTES = 16 * 1024 * 1024;
const DEFAULT_DISK_RESERVE_BYTES = 64 * 1024 * 1024;
const MAX_THREADS = 64;
/** Shortest local API token, characters: 128 bits in base64. */
const MIN_API_TOKEN_CHARS = 22;

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Settings of the agent. The descriptions are the reference page. */
export const agentConfigSchema = z.object({
  dataDir: z.string().min(1).describe('Folder of identity, state and packages; private to this agent'),
  platformUrl: z
    .url({ protocol: /^https?$/ })
    .transform((text) => new URL(text))
    .refine((url) => url.protocol === 'https:', 'must start with https://')
    .refine((url) => url.pathname === '/' && url.search === '' && url.hash === '', 'must be an origin without a path')
    .refine((url) => url.username === '' && url.password === '', 'must not hold credentials')
    .transform((url) => url.origin)
    .describe('Origin of the platform’s agent port, https only'),
  joinToken: z.string().max(300).optional().describe('Join token; needed once, ignored when there is an identity'),
  name: displayName
    .default(() => hostname().slice(0, 80) || 'agent')
    .describe('Display name; the host name by default'),
  apiHost: z.string().min(1).default(DEFAULT_API_HOST).describe('Address of the local inference API'),
  apiPort: wholeNumber(0, 65_535).default(0).describe('Port of the local inference API; 0 takes a free one'),
  apiToken: z
    .string()
    .min(MIN_API_TOKEN_CHARS)
    .max(500)
    .optional()
    .describe('Bearer token that callers of the local API must show; required unless it listens on loopback'),
  logLevel: z.enum(LOG_LEVELS).default('info').describe('Least level that is logged'),
  environment: z.enum(ENVIRONMENTS).default('development').describe('`production` refuses unsafe settings'),
  modelThreads: wholeNumber(1, MAX_THREADS).default(1).describe('Threads inside one run of a model'),
  maxConcurrentRuns: wholeNumber(1, 64)
    .default(DEFAULT_MAX_CONCURRENT_RUNS)
    .describe('Requests of one model that are worked on at once'),
  queueLimit: wholeNumber(1, 100_000).default(DEFAULT_QUEUE_LIMIT).describe('Requests of one model that may wait'),
  defaultDeadlineMs: wholeNumber(1, 3_600_000)
    .default(DEFAULT_DEADLINE_MS)
    .describe('Deadline of a request that names none, milliseconds'),
  maxBodyBytes: wholeNumber(1024, 1024 ** 3)
    .default(DEFAULT_MAX_BODY_BYTES)
    .describe('Largest request body of the local API, bytes'),
  diskReserveBytes: wholeNumber(0, Number.MAX_SAFE_INTEGER)
    .default(DEFAULT_DISK_RESERVE_BYTES)
    .describe('Free disk that a download must leave, bytes'),
});
/** Settings of the agent after they were checked. */
export type AgentConfig = z.output<typeof agentConfigSchema>;
/** Settings of the agent as a caller writes them; what has a default may be left out. */
export type AgentConfigInput = z.input<typeof agentConfigSchema>;

/**
 * Reads the settings from the environment (`TG_AGENT_…` and `TG_ENVIRONMENT`), a JSON file and overrides.
 *
 * @throws CoreError `config_invalid`, `config_unreadable`; AgentError `config_unsafe`
 */
export function readAgentConfig(
  env: Environment,
  overrides: Readonly<Record<string, unknown>> = {},
  file?: string,
): AgentConfig {
  const environment = env[ENVIRONMENT_VARIABLE];
  return checkAgentConfig(
    loadConfig(agentConfigSchema, {
      env,
      envPrefix: AGENT_ENV_PREFIX,
      file,
      overrides: { ...(environment === undefined ? {} : { environment }), ...overrides },
    }),
  );
}

/**
 * Checks settings that a program passes.
 *
 * @throws CoreError `config_invalid`; AgentError `config_unsafe`
 */
export function parseAgentConfig(input: AgentConfig | AgentConfigInput): AgentConfig {
  return checkAgentConfig(loadConfig(agentConfigSchema, { envPrefix: AGENT_ENV_PREFIX, overrides: { ...input } }));
}

/**
 * Refuses settings that do not go together: a local API that others can reach must ask for a token.
 *
 * @throws AgentError `config_unsafe`
 */
function checkAgentConfig(config: AgentConfig): AgentConfig {
  if (!isLoopback(config.apiHost) && config.apiToken === undefined) {
    throw new AgentError('config_unsafe', 'apiHost is not a loopback address: set apiToken or use 127.0.0.1', {
      details: { setting: 'apiHost' },
    });
  }
  if (config.environment === 'production' && !isLoopback(config.apiHost)) {
    throw new AgentError('config_unsafe', 'in production the local API, which is plaintext, must stay on 127.0.0.1', {
      details: { setting: 'apiHost' },
    });
  }
  return config;
}

/** Whether an address can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
