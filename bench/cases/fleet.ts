import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { operatorRoutes, type Rollout } from '@tensorguard/contract';
import { directionClassifier, directionClassifierPath } from '@tensorguard/testkit';
import type { BenchResult } from '../bench-result.ts';
import { startBenchPlatform, type BenchPlatform } from '../fleet/bench-platform.ts';

const AGENTS = 1_000;
const QUICK_AGENTS = 50;
const REQUESTS = 2_000;
const QUICK_REQUESTS = 200;
/** Requests under way at once. */
const CONCURRENCY = 8;
const ROLLOUT_TIMEOUT_MS = 900_000;
const POLL_MS = 500;
const DIMENSIONS = ['p2o.DynamicDimension.0=1', 'p2o.DynamicDimension.1=48', 'p2o.DynamicDimension.2=192'];

/** The API while agents are connected, and a rollout to all of them: real agents, real package, PostgreSQL. */
export async function run({ quick }: { quick: boolean }): Promise<BenchResult[]> {
  const agents = quick ? QUICK_AGENTS : AGENTS;
  const platform = await startBenchPlatform();
  try {
    const connectedMs = await timed(() => platform.connectAgents(agents));
    const results: BenchResult[] = [
      { name: `enrol and connect ${agents} agents`, unit: 's', value: connectedMs / 1000 },
      ...(await measureApi(platform, quick ? QUICK_REQUESTS : REQUESTS, agents)),
      { name: `platform memory with ${agents} agents`, unit: 'MiB', value: residentMiB(platform.pid) },
      ...(await measureRollout(platform, agents)),
    ];
    return results;
  } finally {
    await platform.stop();
  }
}

async function measureApi(platform: BenchPlatform, requests: number, agents: number): Promise<BenchResult[]> {
  const paths = { overview: '/v1/overview', agents: '/v1/agents?limit=50', ledger: '/v1/ledger/entries?limit=50' };
  const results: BenchResult[] = [];
  for (const [name, path] of Object.entries(paths)) {
    const headers = { authorization: `Bearer ${platform.token}` };
    const answer = await (await fetch(platform.url + path, { headers })).text();
    const ours = await latencies(platform.url + path, headers, requests);
    const peer = await peerLatencies(answer, requests);
    for (const share of [0.5, 0.95, 0.99]) {
      const value = quantile(ours, share);
      const beside = quantile(peer, share);
      results.push({
        name: `API ${name}, p${share * 100}, ${agents} agents`,
        unit: 'ms',
        value,
        peer: { name: 'bare node:http, same bytes', value: beside },
        ratio: value / beside,
      });
    }
  }
  return results;
}

/** Latencies of a server that does nothing but send these bytes. */
async function peerLatencies(body: string, requests: number): Promise<number[]> {
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await latencies(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {}, requests);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function latencies(url: string, headers: Record<string, string>, requests: number): Promise<number[]> {
  const found: number[] = [];
  let left = requests;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (left-- > 0) {
        const startedAt = performance.now();
        const response = await fetch(url, { headers });
        await response.arrayBuffer();
        if (!response.ok) throw new Error(`${url} answered ${response.status}`);
        found.push(performance.now() - startedAt);
      }
    }),
  );
  return found.sort((a, b) => a - b);
}

async function measureRollout(platform: BenchPlatform, agents: number): Promise<BenchResult[]> {
  const { api, fleetId } = platform;
  await platform.cli(...'package keygen --out keys --name bench --kind signing'.split(' '));
  await platform.cli('publisher', 'add', 'Bench', '--key', 'keys/bench.signing.pub.json');
  await platform.cli(
    ...'package pack --name bench --version 1.0.0 --recipient platform --self-test-auto 1'.split(' '),
    ...'--signing-key keys/bench.signing.key.json --out bench.tgsp'.split(' '),
    ...Object.entries({
      '--model': directionClassifierPath(),
      '--licence': directionClassifier.licence,
      '--source': directionClassifier.source,
    }).flat(),
    ...DIMENSIONS.flatMap((dimension) => ['--dimension', dimension]),
  );
  const { release } = (await platform.cli('release', 'upload', 'bench.tgsp')) as { release: { id: string } };
  const startedAt = performance.now();
  let rollout: Rollout = await api.call(operatorRoutes.createRollout, {
    body: { releaseId: release.id, fleetIds: [fleetId], gate: { minAgents: agents, stallSeconds: 3600 } },
  });
  while (rollout.state === 'running' && performance.now() - startedAt < ROLLOUT_TIMEOUT_MS) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    rollout = await api.call(operatorRoutes.getRollout, { params: { rolloutId: rollout.id } });
  }
  const { counts, timeToApplied, state } = rollout;
  const note = `${counts.applied} applied, ${counts.failed} failed, rollout ${state}; one ONNX session a process, all else real`;
  const { p50Seconds, p99Seconds, p100Seconds } = timeToApplied;
  return Object.entries({ p50: p50Seconds, p99: p99Seconds, last: p100Seconds }).flatMap(([share, value]) =>
    value === null ? [] : [{ name: `rollout to ${agents} agents, ${share}`, unit: 's', value, note }],
  );
}

function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
