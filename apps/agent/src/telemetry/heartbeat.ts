import type { Heartbeat } from '@tensorguard/contract';
import { isoTime, type Clock } from '@tensorguard/core';
import type { LineStatus } from '../agent-status.ts';
import type { MachineProbe } from './machine.ts';

/** What a heartbeat is made of. */
export interface HeartbeatSources {
  readonly machine: MachineProbe;
  readonly lines: () => readonly LineStatus[];
  readonly spooledReports: () => number;
  readonly clock: Clock;
}

/** Makes a heartbeat of this moment. */
export async function makeHeartbeat({ machine, lines, spooledReports, clock }: HeartbeatSources): Promise<Heartbeat> {
  const load = await machine.load();
  return {
    sentAt: isoTime(clock.now()),
    telemetry: { ...load, spooledReports: spooledReports() },
    models: lines().flatMap(({ line, release, inference }) =>
      release === null || inference === null ? [] : [{ line, releaseId: release.id, inference }],
    ),
  };
}
