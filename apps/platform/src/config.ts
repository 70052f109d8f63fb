import { loadConfig, LOG_LEVELS, type Environment } from '@tensorguard/core';
import { z } from 'zod';
import { isAddressRange } from './http/address-range.ts';

/** Prefix of the platform's settings in the environment. */
export const ENV_PREFIX = 'TG_PLATFORM_';
/** The variable that puts every process of the product into production mode. */
export const ENVIRONMENT_VARIABLE = 'TG_ENVIRONMENT';

/** Text in the environment that means yes or no. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const port = z.coerce.number().int().min(0).max(65_535);
/** Text in the environment that lists addresses or ranges, separated by commas. */
const addressRanges = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(',').map((part) => part.trim()))])
  .pipe(z.array(z.string().refine(isAddressRange, 'must be an IP address or a range such as 10.0.0.0/8')).min(1));
const seconds = z.coerce.number().gt(0);

/** Every setting of the platform. Unknown ones are errors. In the environment `dataDir` is `TG_PLATFORM_DATA_DIR`; `environment` is `TG_ENVIRONMENT`. */
export const platformConfigSchema = z.strictObject({
  environment: z
    .enum(['development', 'production'])
    .default('development')
    .describe('`production` refuses to start with anything that is only fit for development'),
  dataDir: z
    .string()
    .min(1)
    .default('.tensorguard/platform')
    .describe('Folder for the embedded database, packages and the file vault'),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .optional()
    .describe('PostgreSQL to use; without it the embedded database, for one process and small fleets'),
  databaseMaxConnections: z.coerce
    .number()
    .int()
    .min(2)
    .max(1000)
    .default(20)
    .describe('Connections to PostgreSQL at most'),
  host: z.string().min(1).default('127.0.0.1').describe('Address of the console and the operator API'),
  port: port.default(8080).describe('Port of the console and the operator API; 0 for any free one'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where browsers reach the console; by default host and port'),
  agentHost: z.string().min(1).default('127.0.0.1').describe('Address of the agents’ port (mutual TLS)'),
  agentPort: port.default(8443).describe('Port for agents; 0 for any free one'),
  agentPublicUrl: z
    .url({ protocol: /^https$/ })
    .optional()
    .describe('Where agents reach their port; by default agentHost and agentPort'),
  trustDomain: z
    .string()
    .min(1)
    .max(255)
    .default('tensorguard.local')
    .describe('SPIFFE trust domain of all identities'),
  logOrigin: z.string().min(1).max(255).default('tensorguard.local/ledger').describe('Name of the tamper-evident log'),
  certificateLifetimeSeconds: seconds
    .max(7 * 86_400)
    .default(12 * 3600)
    .describe('Life of an agent’s certificate'),
  heartbeatSeconds: seconds.max(3600).default(10).describe('Time between heartbeats of an agent'),
  pollSeconds: seconds.max(86_400).default(60).describe('Time between an agent’s checks without a nudge'),
  minTrustForKeys: z.coerce
    .number()
    .int()
    .min(0)
    .max(100)
    .default(50)
    .describe('Lowest trust score that is given content keys'),
  reportRetentionDays: z.coerce
    .number()
    .min(1)
    .max(3650)
    .default(90)
    .describe(
      'Days for which the ids of agents’ reports are kept, to count each once; the ledger keeps what they said',
    ),
  maxConcurrentUploads: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(4)
    .describe('Packages that are received and verified at once; further uploads are told to come back'),
  requestsPerSecond: z.coerce
    .number()
    .gt(0)
    .default(200)
    .describe('Requests a second that one operator or token may make'),
  requestBurst: z.coerce.number().int().min(1).default(1000).describe('Requests that may come at once'),
  consoleDir: z.string().optional().describe('Folder of the built console; by default the one of this repository'),
  logLevel: z.enum(LOG_LEVELS).default('info').describe('Least severe log lines that are written'),
  trustProxy: flag
    .default(false)
    .describe(
      'Operators come through a proxy that ends TLS; callers’ addresses are then taken from its X-Forwarded-For header',
    ),
  trustedProxies: addressRanges
    .default(['127.0.0.0/8', '::1/128'])
    .describe(
      'Addresses and ranges (CIDR, comma-separated) whose X-Forwarded-For header counts when `trustProxy` is on; loopback by default',
    ),
});

export type PlatformConfig = z.output<typeof platformConfigSchema>;

/**
 * Reads the settings from the environment (`TG_PLATFORM_…` and `TG_ENVIRONMENT`), a JSON file and overrides.
 *
 * @throws CoreError `config_invalid`, `config_unreadable`
 */
export function readPlatformConfig(
  env: Environment,
  overrides: Readonly<Record<string, unknown>> = {},
  file?: string,
): PlatformConfig {
  const environment = env[ENVIRONMENT_VARIABLE];
  return loadConfig(platformConfigSchema, {
    env,
    envPrefix: ENV_PREFIX,
    file,
    overrides: { ...(environment === undefined ? {} : { environment }), ...overrides },
  });
}
