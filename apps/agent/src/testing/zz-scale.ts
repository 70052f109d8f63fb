import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger } from '@tensorguard/core';
import { loadModel } from '@tensorguard/inference';
import { PackageWorkshop } from '/work/main/apps/agent/src/testing/fake-packages.ts';
import { FakePlatform } from '/work/main/apps/agent/src/testing/fake-platform.ts';
import { startAgent } from '/work/main/apps/agent/src/index.ts';
const logs: any[] = [];
const N = Number(process.argv[2] ?? 200);
const dir = mkdtempSync('/tmp/agscale-');
const workshop = new PackageWorkshop(dir);
(globalThis as any).open = new Map();
const platform = await FakePlatform.start(workshop);
platform.settings = { heartbeatSeconds: 30, pollSeconds: 60 };
const release = await workshop.pack();
let shared: ReturnType<typeof loadModel> | undefined;
const loader = async (o: Parameters<typeof loadModel>[0]) => {
  if (!shared) shared = loadModel({ ...o, bytes: Buffer.from(o.bytes) });
  o.bytes.fill(0);
  const m = await shared;
  return { metadata: m.metadata, inputs: m.inputs, outputs: m.outputs, run: m.run.bind(m), dispose: async () => {} };
};
await (await import('node:timers/promises')).setTimeout(100);
globalThis.gc?.();
const rss0 = process.memoryUsage.rss();
let t0 = performance.now();
const agents = [];
for (let i = 0; i < N; i += 20) {
  agents.push(...await Promise.all(Array.from({ length: Math.min(20, N - i) }, (_, k) => startAgent(
    { dataDir: join(dir, `a${i + k}`), platformUrl: platform.url, joinToken: platform.joinToken, name: `a${i+k}`, diskReserveBytes: 0 },
    { logger: createLogger({level:'debug', write: (l) => { logs.push(JSON.parse(l)); }}), loadModel: loader, volatileState: true }))));
}
console.log('enrolled', N, ((performance.now() - t0) / N).toFixed(1), 'ms/agent');
while (platform.sockets < N) await delay(20);
globalThis.gc?.();
console.log('rss per agent KB', ((process.memoryUsage.rss() - rss0) / N / 1024).toFixed(0));
const cpu0 = process.cpuUsage(); t0 = performance.now();
await platform.order(release);
while (platform.told.filter((x) => x === 'applied 1').length < N) { await delay(50); if (performance.now() - t0 > 75000) break; }
const cpu = process.cpuUsage(cpu0);
console.log('applied all in', (performance.now() - t0).toFixed(0), 'ms; cpu ms per agent incl. fake platform', ((cpu.user + cpu.system) / 1000 / N).toFixed(1));
globalThis.gc?.();
console.log('rss per agent KB after', ((process.memoryUsage.rss() - rss0) / N / 1024).toFixed(0));
for (const a of agents) { const st = a.status(); if (st.lines[0]?.release == null || st.spooledReports > 0) { console.log(JSON.stringify(st)); for (const l of logs.filter((l) => l.agentId === a.agentId)) console.log('   ', JSON.stringify(l).slice(0, 420)); break; } }
console.log('late', agents.filter((a) => a.status().lines[0]?.release == null).length, 'spooled', agents.filter((a) => a.status().spooledReports > 0).length);
console.log('open requests', [...(globalThis as any).open.values()]);
process.exit();
const c1 = process.cpuUsage(); await delay(5000); const c2 = process.cpuUsage(c1);
console.log('idle cpu % of one core', ((c2.user + c2.system) / 1000 / 5000 * 100).toFixed(1));
const s0 = performance.now();
await Promise.all(agents.map((a) => a.stop()));
console.log('stopped in', (performance.now() - s0).toFixed(0));
await platform.stop(); await (await shared)?.dispose();
rmSync(dir, { recursive: true });
