import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, type Policy } from '@tensorguard/rego';
import type { BenchResult } from '../bench-result.ts';

interface Scenario {
  readonly name: string;
  readonly module: string;
  readonly data: unknown;
  readonly input: unknown;
  /** What the decision has to be. */
  readonly allow: boolean;
}

const WARM_UP = 20_000;
const PATH = ['bench', 'allow'];

/** Decisions of five policies, beside `opa bench` when OPA is on the path; compile time and start of the engine. */
export function run({ quick }: { quick: boolean }): BenchResult[] {
  const decisions = quick ? 20_000 : 200_000;
  const results: BenchResult[] = [];
  for (const scenario of [rbac(), abac(), toolCall(), manyRules(), largeData()]) {
    const policy = compile({ modules: [{ file: 'bench.rego', text: scenario.module }], data: scenario.data });
    results.push(...measure(scenario, policy, decisions));
  }
  results.push(compileTime(), ...loadTimes());
  return results;
}

function measure(scenario: Scenario, policy: Policy, decisions: number): BenchResult[] {
  const { name, input, allow } = scenario;
  const decide = (): unknown => policy.evaluate(PATH, { input }).value;
  if (decide() !== allow) throw new Error(`${name}: the decision is wrong`);
  for (let i = 0; i < WARM_UP; i++) decide();
  const times = new Float64Array(decisions);
  const started = performance.now();
  for (let i = 0; i < decisions; i++) {
    const before = performance.now();
    decide();
    times[i] = (performance.now() - before) * 1000;
  }
  const seconds = (performance.now() - started) / 1000;
  times.sort();
  const p50 = times[Math.floor(decisions / 2)]!;
  const opa = opaNanoseconds(scenario);
  const compared =
    opa === undefined
      ? { note: 'opa is not on the path' }
      : { peer: { name: 'opa', value: opa / 1000 }, ratio: opa / 1000 / p50 };
  return [
    { name: `rego ${name}, p50 of a decision`, unit: 'µs', value: p50, ...compared },
    { name: `rego ${name}, p99 of a decision`, unit: 'µs', value: times[Math.floor(decisions * 0.99)]! },
    { name: `rego ${name}`, unit: 'decisions/s', value: decisions / seconds },
  ];
}

/** Mean of `opa bench` for the same decision, nanoseconds. */
function opaNanoseconds({ module, data, input }: Scenario): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'rego-bench-'));
  try {
    writeFileSync(join(folder, 'bench.rego'), module);
    writeFileSync(join(folder, 'data.json'), JSON.stringify(data));
    writeFileSync(join(folder, 'input.json'), JSON.stringify(input));
    const args = ['bench', '--format', 'json', '--data', 'bench.rego', '--data', 'data.json', '--input', 'input.json'];
    const output = execFileSync('opa', [...args, 'data.bench.allow'], { cwd: folder, encoding: 'utf8' });
    const { N, T } = JSON.parse(output) as { readonly N: number; readonly T: number };
    return T / N;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rbac(): Scenario {
  const roles = Array.from(
    { length: 1_000 },
    (_, i) => [`user${i}`, [`role${i % 50}`, `role${(i + 7) % 50}`]] as const,
  );
  const grants = Array.from(
    { length: 50 },
    (_, i) =>
      [
        `role${i}`,
        [
          { action: 'read', resource: `model${i}` },
          { action: 'deploy', resource: `model${i}` },
        ],
      ] as const,
  );
  const module = `package bench
default allow := false
allow if {
	some role in data.bindings[input.user]
	some grant in data.grants[role]
	grant.action == input.action
	grant.resource == input.resource
}`;
  const data = { bindings: Object.fromEntries(roles), grants: Object.fromEntries(grants) };
  return {
    name: 'RBAC, 1,000 bindings',
    module,
    data,
    input: { user: 'user512', action: 'deploy', resource: 'model19' },
    allow: true,
  };
}

function abac(): Scenario {
  const module = `package bench
default allow := false
allow if {
	user := data.users[input.user]
	device := data.devices[input.device]
	user.clearance >= device.security.level
	user.department == device.owner.department
	device.security.posture.encrypted
	input.time.hour >= 8
	input.time.hour < 18
}`;
  const users = Object.fromEntries(
    Array.from({ length: 500 }, (_, i) => [`u${i}`, { clearance: i % 5, department: `d${i % 7}` }]),
  );
  const devices = Object.fromEntries(
    Array.from({ length: 500 }, (_, i) => [
      `dev${i}`,
      { owner: { department: `d${i % 7}` }, security: { level: i % 4, posture: { encrypted: true } } },
    ]),
  );
  return {
    name: 'ABAC, nested data',
    module,
    data: { users, devices },
    input: { user: 'u14', device: 'dev21', time: { hour: 10 } },
    allow: true,
  };
}

function toolCall(): Scenario {
  const module = `package bench
default allow := false
allow if {
	input.tool.name in data.tools
	not denied
}
denied if {
	some path in input.tool.arguments.paths
	not startswith(path, "/workspace/")
}
denied if input.tool.arguments.limit > 1000
denied if contains(input.tool.arguments.query, "drop table")`;
  const input = {
    tool: {
      name: 'search',
      arguments: {
        paths: ['/workspace/a.txt', '/workspace/b/c.txt'],
        limit: 50,
        query: 'select 1',
        flags: { recursive: true },
      },
    },
    caller: { id: 'agent-7', roles: ['analyst'] },
  };
  return { name: 'tool call', module, data: { tools: ['read', 'write', 'search', 'list'] }, input, allow: true };
}

function manyRules(): Scenario {
  const rules = Array.from(
    { length: 1_000 },
    (_, i) => `allow if {\n\tinput.method == "GET"\n\tinput.path == "/api/${i}"\n\tinput.role == "r${i % 10}"\n}`,
  );
  const module = `package bench\ndefault allow := false\n${rules.join('\n')}`;
  return { name: '1,000 rules', module, data: {}, input: { method: 'GET', path: '/api/777', role: 'r7' }, allow: true };
}

function largeData(): Scenario {
  const records = Array.from(
    { length: 60_000 },
    (_, i) =>
      [
        `record-${i}`,
        {
          owner: `user${i % 1_000}`,
          tags: [`t${i % 17}`, `t${i % 23}`],
          region: i % 2 === 0 ? 'eu' : 'us',
          note: 'x'.repeat(60),
        },
      ] as const,
  );
  const module = `package bench
default allow := false
allow if {
	record := data.records[input.record]
	record.owner == input.user
	record.region == "eu"
}`;
  const data = { records: Object.fromEntries(records) };
  return { name: '10 MB of data', module, data, input: { record: 'record-5000', user: 'user0' }, allow: true };
}

function compileTime(): BenchResult {
  const { module } = manyRules();
  const times: number[] = [];
  for (let i = 0; i < 7; i++) {
    const started = performance.now();
    compile({ modules: [{ file: 'bench.rego', text: module }] });
    times.push(performance.now() - started);
  }
  return { name: 'rego compile of 1,000 rules', unit: 'ms', value: times.sort((a, b) => a - b)[3]! };
}

/** Times to import the engine in processes of their own, without the start of the process; from source, and with compiled modules kept. */
function loadTimes(): BenchResult[] {
  const folder = mkdtempSync(join(tmpdir(), 'rego-load-'));
  try {
    const cached = medianLoad({ NODE_COMPILE_CACHE: folder });
    return [
      { name: 'rego load of the engine, modules kept compiled', unit: 'ms', value: cached },
      {
        name: 'rego load of the engine, from source',
        unit: 'ms',
        value: medianLoad({ NODE_DISABLE_COMPILE_CACHE: '1' }),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function medianLoad(env: Readonly<Record<string, string>>): number {
  const program = 'const t = performance.now(); await import("@tensorguard/rego"); console.log(performance.now() - t)';
  const times = Array.from({ length: 7 }, () =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '-e', program], {
        encoding: 'utf8',
        env: { ...process.env, ...env },
      }),
    ),
  );
  return times.sort((a, b) => a - b)[3]!;
}
