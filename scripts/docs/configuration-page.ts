import { AGENT_ENV_PREFIX, agentConfigSchema } from '@tensorguard/agent';
import { envNameOf } from '@tensorguard/core';
import { ENV_PREFIX, platformConfigSchema } from '@tensorguard/platform';
import { z } from 'zod';

interface Property {
  readonly description?: string;
  readonly default?: unknown;
}

/** The reference of every setting, from the schemas that read them. */
export function configurationPage(): string {
  return `# Configuration

This page is made from the code: \`node scripts/print-docs.ts\`.

Each app reads its settings from environment variables, from a JSON file (\`--config\`, keys as below), and from options of its command;
the last one wins. An unknown setting is an error. \`TG_ENVIRONMENT=production\` puts any of them into production mode, in which
settings that are only fit for development are refused; \`tensorguard doctor\` lists them.

## Platform

${table(platformConfigSchema, ENV_PREFIX)}

## Agent

${table(agentConfigSchema, AGENT_ENV_PREFIX)}
`;
}

function table(schema: z.ZodObject, prefix: string): string {
  const { properties, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    properties: Record<string, Property>;
    required?: string[];
  };
  const rows = Object.entries(properties).map(([name, { description, default: byDefault }]) => {
    const variable = name === 'environment' ? 'TG_ENVIRONMENT' : envNameOf(prefix, name);
    const value = required.includes(name)
      ? 'required'
      : byDefault === undefined
        ? ''
        : `\`${JSON.stringify(byDefault).replaceAll('"', '')}\``;
    return `| \`${name}\` | \`${variable}\` | ${dependsOnMachine(prefix, name) ? 'the host name' : value} | ${description ?? ''} |`;
  });
  return ['| setting | variable | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The agent's name comes from the machine that this page happens to be made on. */
function dependsOnMachine(prefix: string, name: string): boolean {
  return prefix === AGENT_ENV_PREFIX && name === 'name';
}
