import type { Policy } from '@tensorguard/rego';
import { list, text } from '../../command/option.ts';
import { merge, readJson, readJsonObject, readPolicyFiles } from './policy-files.ts';

/** Options that say what is evaluated. */
export const policyOptions = {
  data: list('path', 'Policy (.rego), folder of policies, or object of JSON (.json) to merge into data', {
    completes: 'file',
    required: true,
  }),
  input: text('file', 'JSON that the policy sees as input', { completes: 'file' }),
};

/** Values of {@link policyOptions}. */
interface Given {
  readonly data: readonly string[];
  readonly input: string | undefined;
}

/** A compiled policy and what it decides about. */
export interface LoadedPolicy {
  readonly policy: Policy;
  /** `undefined` when none is given. */
  readonly input: unknown;
}

/** Reads and compiles what the options name. @throws CliError `file_unreadable`, `input_invalid`; RegoError */
export async function loadPolicy(given: Given, path: (given: string) => string, cwd: string): Promise<LoadedPolicy> {
  const { compile } = await import('@tensorguard/rego');
  const isJson = (name: string): boolean => name.endsWith('.json');
  const sources = given.data.filter((name) => !isJson(name));
  const { modules, data } = await readPolicyFiles(sources.map(path), cwd);
  const merged = { ...data };
  for (const file of given.data.filter(isJson)) merge(merged, await readJsonObject(path(file)), path(file));
  const input = given.input === undefined ? undefined : await readJson(path(given.input));
  return { policy: compile({ modules, data: merged }), input };
}
