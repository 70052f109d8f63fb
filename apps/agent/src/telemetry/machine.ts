import { statfs } from 'node:fs/promises';
import os from 'node:os';
import type { AgentFacts, Telemetry } from '@tensorguard/contract';
import { AGENT_VERSION } from '../version.ts';
import { runtimeVersion } from './runtime-version.ts';

/** Load figures that come from the machine; the agent adds the count of its reports. */
export type MachineLoad = Omit<Telemetry, 'spooledReports'>;

/** Where facts and load figures come from. */
export interface MachineProbe {
  facts(): AgentFacts;
  /** Load since the last call. */
  load(): Promise<MachineLoad>;
}

/** CPU time of all CPUs together, milliseconds. */
interface CpuTime {
  readonly busy: number;
  readonly total: number;
}

/** Reads facts and load of this machine; `dataDir` names the disk to watch. */
export function machineProbe(dataDir: string): MachineProbe {
  let last = cpuTime();
  return {
    facts: machineFacts,
    async load() {
      const next = cpuTime();
      const cpuPercent = percentBetween(last, next);
      last = next;
      const disk = await diskOf(dataDir);
      const memoryTotalBytes = os.totalmem();
      return {
        cpuPercent,
        memoryUsedBytes: memoryTotalBytes - os.freemem(),
        memoryTotalBytes,
        ...disk,
        processMemoryBytes: process.memoryUsage.rss(),
        uptimeSeconds: process.uptime(),
      };
    },
  };
}

/** What the agent says about its machine at enrolment. */
export function machineFacts(): AgentFacts {
  const cpus = os.cpus();
  return {
    hostname: os.hostname().slice(0, 253),
    platform: os.platform(),
    osRelease: os.release().slice(0, 200),
    architecture: os.arch(),
    cpuModel: (cpus[0]?.model.trim() ?? 'unknown').slice(0, 200),
    cpuCount: Math.max(1, cpus.length),
    memoryBytes: os.totalmem(),
    agentVersion: AGENT_VERSION,
    runtimeVersion: runtimeVersion(),
  };
}

/** Share of CPU time that was not idle between two readings, 0 to 100 with two decimals. */
export function percentBetween(before: CpuTime, after: CpuTime): number {
  const total = after.total - before.total;
  if (!(total > 0)) return 0;
  const share = Math.min(1, Math.max(0, (after.busy - before.busy) / total));
  return Math.round(share * 10_000) / 100;
}

function cpuTime(): CpuTime {
  let busy = 0;
  let total = 0;
  for (const { times } of os.cpus()) {
    const working = times.user + times.nice + times.sys + times.irq;
    busy += working;
    total += working + times.idle;
  }
  return { busy, total };
}

/** Free disk for an ordinary user where `path` lies, bytes. */
export async function freeDiskBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

async function diskOf(path: string): Promise<Pick<Telemetry, 'diskUsedBytes' | 'diskTotalBytes'>> {
  const { blocks, bfree, bsize } = await statfs(path);
  return { diskUsedBytes: (blocks - bfree) * bsize, diskTotalBytes: blocks * bsize };
}
