import type { Clock, Logger } from '@tensorguard/core';
import type { Database, Tx } from '../../db/database.ts';
import { connectionCutoffs } from '../presence/connection.ts';
import { judge, type GateOutcome } from './gate.ts';
import * as progress from './progress.ts';
import * as store from './store.ts';
import { ENGINE, type Transitions } from './transitions.ts';
import { withdrawalOf } from './withdrawal.ts';

/** Every running rollout is looked at this often, milliseconds. */
const TICK_MS = 1_000;
/** News are gathered for this long before the engine looks, milliseconds. */
const WAKE_MS = 100;
/** Agents whose trust makes the mean that a gate looks at. */
const TRUST_SAMPLE = 500;

/** Drives rollouts through their stages. */
export interface RolloutEngine {
  /** Looks at every running rollout once. */
  tick(): Promise<void>;
  /** What the gate of the open stage says now. */
  outcome(tx: Tx, rollout: store.NamedRolloutRow): Promise<GateOutcome>;
  /** Looks again soon: an agent has reported. */
  wake(): void;
  start(): void;
  stop(): Promise<void>;
}

/** What the engine needs. */
export interface RolloutEngineOptions {
  readonly database: Database;
  readonly transitions: Transitions;
  readonly heartbeatMs: number;
  readonly trust: (tx: Tx, agentId: string) => Promise<{ score: number }>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Makes the engine. */
export function createRolloutEngine(options: RolloutEngineOptions): RolloutEngine {
  const { database, transitions, clock, logger } = options;
  const stopping = new AbortController();
  let loop: Promise<void> | undefined;
  let sleeping = new AbortController();
  let woken = false;

  const facts = async (
    tx: Tx,
    rollout: store.NamedRolloutRow,
    stage: { startedAt: Date; satisfiedAt: Date | null },
  ) => {
    const cutoffs = connectionCutoffs(tx.now, options.heartbeatMs);
    const { gate, current_stage: through } = rollout;
    let counts = progress.NO_COUNTS;
    for (const [index, stageCounts] of await progress.countStages(tx, rollout, cutoffs)) {
      if (index <= through) counts = progress.addCounts(counts, stageCounts);
    }
    const latencyMs = gate.maxLatencyMs === undefined ? null : await progress.latencyOf(tx, rollout, through, cutoffs);
    const trust = gate.minTrust === undefined ? null : await meanTrust(tx, rollout, cutoffs);
    return {
      now: tx.now,
      counts,
      since: Math.max(stage.startedAt.getTime(), rollout.judged_from.getTime()),
      satisfiedAt: stage.satisfiedAt?.getTime() ?? null,
      latencyMs,
      trust,
    };
  };

  const meanTrust = async (
    tx: Tx,
    rollout: store.NamedRolloutRow,
    cutoffs: ReturnType<typeof connectionCutoffs>,
  ): Promise<number | null> => {
    const ids = await progress.appliedAgents(tx, rollout, rollout.current_stage, cutoffs, TRUST_SAMPLE);
    let sum = 0;
    for (const id of ids) sum += (await options.trust(tx, id)).score;
    return ids.length === 0 ? null : sum / ids.length;
  };

  /** Judges one rollout and takes at most one step with it. */
  const advance = async (id: string): Promise<void> => {
    await database.system(async (tx) => {
      const locked = await store.lockRunning(tx, id);
      const rollout = locked && (await store.findRollout(tx, id));
      if (!rollout) return;
      const index = rollout.current_stage;
      const stage = (await store.listStages(tx, id)).find((row) => row.index === index)!;
      const known = { startedAt: stage.started_at, satisfiedAt: stage.satisfied_at };
      const outcome = judge(rollout.gate, await facts(tx, rollout, known));
      if (outcome.verdict === 'soaking' && stage.satisfied_at === null) {
        await store.updateStage(tx, id, index, { satisfied_at: new Date(tx.now) });
      }
      if (outcome.verdict === 'waiting' && stage.satisfied_at !== null) {
        // Agents that came online meanwhile count too: the soak starts over once they have applied.
        await store.updateStage(tx, id, index, { satisfied_at: null });
      }
      await step(tx, rollout, outcome);
    });
  };

  const step = async (tx: Tx, rollout: store.NamedRolloutRow, { verdict, reasons }: GateOutcome): Promise<void> => {
    const reason = reasons.join(' ');
    switch (verdict) {
      case 'waiting':
      case 'soaking':
        return;
      case 'passed': {
        await store.updateStage(tx, rollout.id, rollout.current_stage, { finished_at: new Date(tx.now) });
        const next = rollout.current_stage + 1;
        if (next < rollout.stages.length) return transitions.openStage(tx, rollout, next, ENGINE);
        return transitions.complete(tx, rollout);
      }
      case 'stalled':
        return transitions.pause(tx, rollout, reason, ENGINE);
      case 'failed': {
        if (rollout.on_failure === 'pause') return transitions.pause(tx, rollout, reason, ENGINE);
        const withdrawn = await store.withdrawnTargets(tx, rollout.id);
        if (withdrawn.length > 0) {
          return transitions.pause(tx, rollout, `${reason} ${withdrawalOf(withdrawn)}`, ENGINE);
        }
        const fleets = await store.listRolloutFleets(tx, [rollout.id]);
        if (fleets.some((fleet) => fleet.previous_release_id !== null)) {
          return transitions.rollBack(tx, rollout, reason, ENGINE);
        }
        return transitions.pause(tx, rollout, `${reason} There is no earlier release to go back to.`, ENGINE);
      }
    }
  };

  const tick = async (): Promise<void> => {
    const ids = await database.system((tx) => store.listRunning(tx));
    for (const id of ids) {
      await advance(id).catch((error: unknown) => logger.error('rollout_not_advanced', { rolloutId: id, error }));
    }
  };

  const keepTicking = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await tick().catch((error: unknown) => logger.error('rollout_engine_failed', { error }));
      sleeping = new AbortController();
      if (!woken)
        await clock.sleep(TICK_MS, AbortSignal.any([sleeping.signal, stopping.signal])).catch(() => undefined);
      if (woken) await clock.sleep(WAKE_MS, stopping.signal).catch(() => undefined);
      woken = false;
    }
  };

  return {
    tick,
    async outcome(tx, rollout) {
      const stages = await store.listStages(tx, rollout.id);
      const stage = stages.find((row) => row.index === rollout.current_stage)!;
      return judge(
        rollout.gate,
        await facts(tx, rollout, { startedAt: stage.started_at, satisfiedAt: stage.satisfied_at }),
      );
    },
    wake() {
      woken = true;
      sleeping.abort();
    },
    start() {
      loop ??= keepTicking();
    },
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}
