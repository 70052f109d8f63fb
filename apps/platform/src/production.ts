import { CodedError } from '@tensorguard/core';
import type { PlatformConfig } from './config.ts';

/** Something that production must not run with. */
export interface ProductionViolation {
  /** The setting to change. */
  readonly setting: string;
  readonly problem: string;
  readonly remedy: string;
}

/** The setting that is in force; a rule looks at it and says what is wrong. */
interface Rule {
  readonly setting: keyof PlatformConfig;
  readonly applies: (config: PlatformConfig) => boolean;
  readonly problem: string;
  readonly remedy: string;
}

const RULES: readonly Rule[] = [
  {
    setting: 'databaseUrl',
    applies: (config) => config.databaseUrl === undefined,
    problem: 'The embedded database is for one process and does not wait for the disk.',
    remedy: 'Set TG_PLATFORM_DATABASE_URL to a PostgreSQL server.',
  },
  {
    setting: 'dataDir',
    applies: () => true,
    problem: 'The platform’s keys (CA, log, directives, packaging) are kept in a file vault.',
    remedy: 'A key vault or HSM provider is needed; none is available in this version.',
  },
  {
    setting: 'publicUrl',
    applies: (config) => !(config.publicUrl?.startsWith('https://') && config.trustProxy),
    problem: 'Operators would sign in over plain HTTP.',
    remedy:
      'Put a TLS proxy in front, set TG_PLATFORM_PUBLIC_URL to its https:// address and TG_PLATFORM_TRUST_PROXY=true.',
  },
  {
    setting: 'agentPublicUrl',
    applies: (config) => config.agentPublicUrl === undefined,
    problem: 'Agents would be told a loopback address.',
    remedy: 'Set TG_PLATFORM_AGENT_PUBLIC_URL to the https:// address that agents reach.',
  },
  {
    setting: 'trustDomain',
    applies: (config) => config.trustDomain === 'tensorguard.local',
    problem: 'The default trust domain is not yours.',
    remedy: 'Set TG_PLATFORM_TRUST_DOMAIN to a domain of your own.',
  },
  {
    setting: 'logOrigin',
    applies: (config) => config.logOrigin === 'tensorguard.local/ledger',
    problem: 'The default log name is not yours.',
    remedy: 'Set TG_PLATFORM_LOG_ORIGIN to a name under a domain of your own.',
  },
];

/** Everything in a configuration that production refuses (IDN-6), whatever the configured environment is. */
export function productionViolations(config: PlatformConfig): ProductionViolation[] {
  return RULES.filter((rule) => rule.applies(config)).map(({ setting, problem, remedy }) => ({
    setting,
    problem,
    remedy,
  }));
}

/** Production mode met something that is only fit for development. */
export class ProductionRefusal extends CodedError<'production_refused'> {}

/** Stops the start of a production platform that is not fit for it. @throws ProductionRefusal naming every violation */
export function requireProductionReady(config: PlatformConfig): void {
  if (config.environment !== 'production') return;
  const violations = productionViolations(config);
  if (violations.length === 0) return;
  const lines = violations.map(({ setting, problem, remedy }) => `  ${setting}: ${problem} ${remedy}`).join('\n');
  throw new ProductionRefusal('production_refused', `production mode refuses to start:\n${lines}`, {
    details: { violations },
  });
}
