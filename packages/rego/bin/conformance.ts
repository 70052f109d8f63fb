import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { canonicalJson } from '@tensorguard/core';
import { compile, RegoError, RegoObject, toJs, type Capabilities, type Value } from '../src/index.ts';

/** One case of OPA's suite. */
interface Case {
  readonly suite: string;
  readonly note: string;
  readonly query: string;
  readonly modules?: readonly string[];
  readonly data?: unknown;
  readonly input?: unknown;
  readonly input_term?: string;
  readonly want_result?: readonly Record<string, unknown>[];
  readonly want_error_code?: string;
  readonly want_error?: string;
  readonly strict_error?: boolean;
  readonly sort_bindings?: boolean;
}

const USAGE = 'usage: node packages/rego/bin/conformance.ts FILE [--failures] [--suite NAME] [--limit N]';

/** Runs the cases of a file, and prints how many passed. */
function main(args: readonly string[]): number {
  const file = args.find((arg, i) => !arg.startsWith('--') && !args[i - 1]?.startsWith('--suite'));
  if (file === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const suiteAt = args.indexOf('--suite');
  const only = suiteAt < 0 ? undefined : args[suiteAt + 1];
  const showFailures = args.includes('--failures') || only !== undefined;
  let passed = 0;
  const failures = new Map<string, string[]>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const each = JSON.parse(line) as Case;
    if (only !== undefined && each.suite !== only) continue;
    const reason = failureOf(each);
    if (reason === undefined) passed++;
    else failures.set(each.suite, [...(failures.get(each.suite) ?? []), `${each.note}: ${reason}`]);
  }
  let failed = 0;
  for (const [suite, reasons] of failures) {
    failed += reasons.length;
    if (!showFailures) continue;
    process.stdout.write(`${suite}: ${reasons.length} failed\n${reasons.map((reason) => `  ${reason}\n`).join('')}`);
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

/** Why a case fails, or `undefined` when it passes. */
function failureOf(each: Case): string | undefined {
  const wantsError = each.want_error_code !== undefined || each.want_error !== undefined;
  try {
    const found = evaluate(each);
    if (wantsError) return `wanted ${each.want_error_code ?? each.want_error}, found ${JSON.stringify(found)}`;
    const wanted = sorted(each.want_result ?? [], each.sort_bindings === true);
    const same = isDeepStrictEqual(sorted(found, each.sort_bindings === true), wanted);
    return same ? undefined : `wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`;
  } catch (error) {
    if (!(error instanceof RegoError)) return `crashed: ${error instanceof Error ? error.stack : String(error)}`;
    const code = each.want_error_code ?? /eval_[a-z_]{1,40}_error/.exec(each.want_error ?? '')?.[0];
    if (wantsError && (code === undefined || error.code === code)) return undefined;
    return `${wantsError ? `wanted ${code}, ` : ''}found ${error.code}: ${error.message}`;
  }
}

/** The suite asks for these doors; names of hosts are looked up in the hosts file alone, nothing is sent. */
const CAPABILITIES: Capabilities = {
  randomBytes: (count) => randomBytes(count),
  runtime: () => RegoObject.EMPTY,
  lookupIpAddress: (host) => {
    if (isIP(host) !== 0) return [host];
    const lines = readFileSync('/etc/hosts', 'utf8').split('\n');
    const rows = lines.map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
    return rows.filter(([, ...names]) => names.includes(host)).map(([address]) => address!);
  },
};

function evaluate(each: Case): readonly Record<string, unknown>[] {
  const modules = (each.modules ?? []).map((text, i) => ({ file: `test-${i}.rego`, text }));
  const policy = compile({ modules, data: each.data, capabilities: CAPABILITIES });
  const options = { strict: each.strict_error === true, ...inputOf(each) };
  const { bindings } = policy.query(each.query, options);
  return bindings.map((solution) => Object.fromEntries([...solution].map(([name, value]) => [name, toJs(value)])));
}

function inputOf(each: Case): { readonly input?: unknown } {
  if (each.input_term === undefined) return each.input === undefined ? {} : { input: each.input };
  const { bindings } = compile({ modules: [] }).query(`x = ${each.input_term}`);
  return { input: bindings[0]?.get('x') satisfies Value | undefined };
}

/** Solutions in one order, as OPA compares them as a set; `sort` is for arrays whose order means nothing. */
function sorted(results: readonly Record<string, unknown>[], sort: boolean): readonly unknown[] {
  const plain = JSON.parse(JSON.stringify(results)) as Record<string, unknown>[];
  if (sort) {
    for (const result of plain) {
      for (const [name, value] of Object.entries(result))
        if (Array.isArray(value)) result[name] = value.toSorted(byText);
    }
  }
  return plain.toSorted(byText);
}

function byText(a: unknown, b: unknown): number {
  const [x, y] = [canonicalJson(a), canonicalJson(b)];
  return x < y ? -1 : Number(x > y);
}

process.exitCode = main(process.argv.slice(2));
