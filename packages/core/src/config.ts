import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { CoreError } from './core-error.ts';

/** The environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the settings of an app come from. Later sources win: file, environment, overrides. */
export interface ConfigSources {
  /** Path of a JSON file of settings by name. */
  readonly file?: string | undefined;
  readonly env?: Environment;
  /** Settings in the environment are `<prefix><SETTING_NAME>`; an unknown one with this prefix is an error. */
  readonly envPrefix: string;
  /** Settings by name, for command-line flags. */
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/** The environment variable of a setting: `dataDir` with prefix `TG_` is `TG_DATA_DIR`. */
export function envNameOf(prefix: string, setting: string): string {
  return prefix + setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/**
 * Reads one app's settings through its schema. The schema is a flat strict object, so unknown keys are errors.
 *
 * @throws CoreError `config_unreadable` or `config_invalid`; the message lists every problem with its setting.
 */
export function loadConfig<Schema extends z.ZodObject>(schema: Schema, sources: ConfigSources): z.output<Schema> {
  const raw = {
    ...fromFile(sources.file),
    ...fromEnvironment(Object.keys(schema.shape), sources),
    ...sources.overrides,
  };
  const parsed = schema.strict().safeParse(raw);
  if (parsed.success) return parsed.data as z.output<Schema>;
  const problems = parsed.error.issues.map((issue) => ({
    setting: issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : '(root)'),
    problem: issue.message,
  }));
  const lines = problems.map(({ setting, problem }) => `  ${setting}: ${problem}`).join('\n');
  throw new CoreError('config_invalid', `the configuration is not valid:\n${lines}`, { details: { problems } });
}

function fromFile(file: string | undefined): Record<string, unknown> {
  if (file === undefined) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new CoreError('config_unreadable', `cannot read the configuration file ${file}`, {
      cause,
      details: { file },
    });
  }
  throw new CoreError('config_unreadable', `the configuration file ${file} is not a JSON object`, {
    details: { file },
  });
}

function fromEnvironment(settings: readonly string[], sources: ConfigSources): Record<string, unknown> {
  const { env = {}, envPrefix } = sources;
  const settingOf = new Map(settings.map((setting) => [envNameOf(envPrefix, setting), setting]));
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(envPrefix) || value === undefined) continue;
    found[settingOf.get(name) ?? name] = value;
  }
  return found;
}
