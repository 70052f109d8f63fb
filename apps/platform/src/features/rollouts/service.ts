import type { Gate, Rollout, RolloutAgent, RolloutState, RolloutSummary, Stage } from '@tensorguard/contract';
import { newId } from '@tensorguard/core';
import type { Database, Tx } from '../../db/database.ts';
import { notFound, PlatformError } from '../../errors.ts';
import { partyOf, type Operator } from '../../http/context.ts';
import { nameCursor, pageFrom, timeCursor } from '../../http/cursor.ts';
import { requireFleet } from '../fleets/service.ts';
import { connectionCutoffs } from '../presence/connection.ts';
import type { RolloutEngine } from './engine.ts';
import { bucketOfNth, raiseShares } from './cohort.ts';
import { listMembers, type MemberState } from './progress.ts';
import { rolloutOf, summaryOf } from './read-model.ts';
import * as store from './store.ts';
import { withdrawalOf } from './withdrawal.ts';
import type { Transitions } from './transitions.ts';

/** Rollouts under way that the overview shows. */
const MAX_ACTIVE = 10;

/** A plan as the contract parses it. */
export interface RolloutPlan {
  readonly releaseId: string;
  readonly fleetIds: readonly string[];
  readonly selector: Readonly<Record<string, string>>;
  readonly stages: readonly Stage[];
  readonly gate: Gate;
  readonly onFailure: 'pause' | 'rollback';
  readonly maxConcurrentPerFleet?: number | undefined;
}

/** What an operator may do to a rollout under way. */
export type RolloutCommand = 'pause' | 'resume' | 'abort' | 'rollback';

/** In which states each command makes sense. */
const ALLOWED: Readonly<Record<RolloutCommand, readonly RolloutState[]>> = {
  pause: ['running'],
  resume: ['paused'],
  abort: ['running', 'paused'],
  rollback: ['running', 'paused', 'completed', 'aborted'],
};

/** Starts, shows and steers rollouts. */
export type Rollouts = ReturnType<typeof createRollouts>;

/** Makes the rollouts service. */
export function createRollouts(options: {
  database: Database;
  transitions: Transitions;
  engine: RolloutEngine;
  heartbeatMs: number;
}) {
  const { database, transitions, engine, heartbeatMs } = options;
  const cutoffsAt = (tx: Tx) => connectionCutoffs(tx.now, heartbeatMs);

  const load = async (tx: Tx, id: string): Promise<Rollout> => {
    const rollout = await store.findRollout(tx, id);
    if (!rollout) throw notFound('rollout', id);
    const open = rollout.state === 'running' || rollout.state === 'paused';
    return rolloutOf(tx, rollout, cutoffsAt(tx), open ? await engine.outcome(tx, rollout) : null);
  };
  const summaries = async (tx: Tx, rows: readonly store.NamedRolloutRow[]): Promise<RolloutSummary[]> => {
    const fleets = await store.listRolloutFleets(
      tx,
      rows.map(({ id }) => id),
    );
    const result: RolloutSummary[] = [];
    for (const row of rows) result.push(await summaryOf(tx, row, fleets, cutoffsAt(tx)));
    return result;
  };

  return {
    async create(operator: Operator, plan: RolloutPlan): Promise<Rollout> {
      const { tenantId } = operator;
      const fleetIds = [...new Set(plan.fleetIds)];
      return database.tenant(tenantId, async (tx) => {
        const release = await lockAvailable(tx, plan.releaseId);
        for (const fleetId of fleetIds) await requireFleet(tx, fleetId);
        const conflict = await store.findConflict(tx, release.line_id, fleetIds);
        if (conflict !== undefined) {
          throw new PlatformError('rollout_conflict', `rollout ${conflict} is under way`, {
            detail: `Rollout ${conflict} of this line is under way in one of these fleets. End it first.`,
          });
        }
        const id = newId('rlt', tx.now);
        const stages = raiseShares(
          plan.stages,
          await bucketOfNth(tx, id, fleetIds, plan.selector, plan.gate.minAgents),
        );
        const rollout = {
          id,
          tenant_id: tenantId,
          line_id: release.line_id,
          release_id: release.id,
          state: 'running' as const,
          state_reason: null,
          selector: { ...plan.selector },
          stages,
          gate: plan.gate,
          on_failure: plan.onFailure,
          max_concurrent_per_fleet: plan.maxConcurrentPerFleet ?? null,
          current_stage: 0,
          created_by: operator.name,
          created_at: new Date(tx.now),
          judged_from: new Date(tx.now),
          finished_at: null,
          final_progress: null,
        };
        await store.insertRollout(tx, rollout);
        const baseline = await store.baselineReleases(tx, release.line_id, fleetIds);
        await store.insertRolloutFleets(
          tx,
          fleetIds.map((fleetId) => ({
            rollout_id: rollout.id,
            fleet_id: fleetId,
            tenant_id: tenantId,
            previous_release_id: baseline.get(fleetId) ?? null,
          })),
        );
        tx.record({
          tenantId,
          type: 'rollout.created',
          actor: partyOf(operator),
          subject: { kind: 'rollout', id: rollout.id },
          data: {
            releaseId: release.id,
            fleetIds,
            selector: plan.selector,
            stages,
            gate: plan.gate,
            onFailure: plan.onFailure,
          },
        });
        await transitions.openStage(tx, rollout, 0, partyOf(operator));
        return load(tx, rollout.id);
      });
    },

    async list(
      tenantId: string,
      query: {
        limit: number;
        cursor?: string | undefined;
        state?: RolloutState | undefined;
        line?: string | undefined;
      },
    ) {
      const before = timeCursor(query.cursor);
      const states = query.state === undefined ? undefined : [query.state];
      return database.tenant(tenantId, async (tx) => {
        const rows = await store.listRollouts(tx, { states, line: query.line, before, limit: query.limit });
        const { items, nextCursor } = pageFrom(rows, query.limit, (row) => [row.created_at.getTime(), row.id]);
        return { items: await summaries(tx, items), nextCursor };
      });
    },

    get: (tenantId: string, id: string): Promise<Rollout> => database.tenant(tenantId, (tx) => load(tx, id)),

    /** Rollouts under way, for the overview. */
    async active(tx: Tx): Promise<RolloutSummary[]> {
      const rows = await store.listRollouts(tx, { states: ['running', 'paused'], limit: MAX_ACTIVE });
      return summaries(tx, rows.slice(0, MAX_ACTIVE));
    },

    async agents(
      tenantId: string,
      rolloutId: string,
      query: { limit: number; cursor?: string | undefined; state?: MemberState | undefined },
    ): Promise<{ items: RolloutAgent[]; nextCursor: string | null }> {
      const after = nameCursor(query.cursor);
      return database.tenant(tenantId, async (tx) => {
        const rollout = await store.findRollout(tx, rolloutId);
        if (!rollout) throw notFound('rollout', rolloutId);
        const filter = { state: query.state, after, limit: query.limit };
        const rows = await listMembers(tx, rollout, filter, cutoffsAt(tx));
        return pageFrom(rows, query.limit, (row) => [row.name, row.agentId]);
      });
    },

    async command(operator: Operator, id: string, command: RolloutCommand, reason: string): Promise<Rollout> {
      return database.tenant(operator.tenantId, async (tx) => {
        const rollout = await store.lockRollout(tx, id);
        if (!rollout) throw notFound('rollout', id);
        if (!ALLOWED[command].includes(rollout.state)) {
          throw new PlatformError('rollout_state', `cannot ${command} a rollout that is ${rollout.state}`, {
            detail: `The rollout is ${rollout.state}.`,
          });
        }
        if (command === 'rollback') await requireWayBack(tx, rollout);
        const actor = partyOf(operator);
        switch (command) {
          case 'pause':
            await transitions.pause(tx, rollout, reason, actor);
            break;
          case 'resume':
            await transitions.resume(tx, rollout, reason, actor);
            break;
          case 'abort':
            await transitions.abort(tx, rollout, reason, actor);
            break;
          case 'rollback':
            await transitions.rollBack(tx, rollout, reason, actor);
            break;
        }
        return load(tx, id);
      });
    },
  };
}

/**
 * Locks the line of a release and checks that it may be rolled out. The line's row is the lock: two rollouts of one line cannot
 * start at once, nor can the release be withdrawn meanwhile.
 */
async function lockAvailable(tx: Tx, releaseId: string): Promise<{ id: string; line_id: string }> {
  const find = () =>
    tx.sql.selectFrom('releases').select(['id', 'line_id', 'state']).where('id', '=', releaseId).executeTakeFirst();
  const found = await find();
  if (!found) throw notFound('release', releaseId);
  await tx.sql.selectFrom('lines').select('id').where('id', '=', found.line_id).forUpdate().execute();
  const release = (await find())!;
  if (release.state === 'withdrawn') throw new PlatformError('release_withdrawn', 'the release is withdrawn');
  return release;
}

/** A rollback needs a release to go back to that is not withdrawn, and no newer rollout that has taken over since. */
async function requireWayBack(tx: Tx, rollout: store.RolloutRow): Promise<void> {
  // A release of the line that is withdrawn meanwhile waits here, or its withdrawal is seen.
  await tx.sql.selectFrom('lines').select('id').where('id', '=', rollout.line_id).forUpdate().execute();
  const fleets = await store.listRolloutFleets(tx, [rollout.id]);
  const withdrawn = await store.withdrawnTargets(tx, rollout.id);
  if (withdrawn.length > 0) {
    throw new PlatformError('nothing_to_roll_back_to', 'the release to go back to is withdrawn', {
      detail: `${withdrawalOf(withdrawn)} Roll out another release instead.`,
    });
  }
  if (fleets.every((fleet) => fleet.previous_release_id === null)) {
    throw new PlatformError('nothing_to_roll_back_to', 'no fleet had a release of this line before');
  }
  const newer = await tx.sql
    .selectFrom('rollouts')
    .innerJoin('rollout_fleets', 'rollout_fleets.rollout_id', 'rollouts.id')
    .select('rollouts.id')
    .where('rollouts.line_id', '=', rollout.line_id)
    .where('rollouts.created_at', '>', rollout.created_at)
    .where(
      'rollout_fleets.fleet_id',
      'in',
      fleets.map((fleet) => fleet.fleet_id),
    )
    .where('rollouts.state', '!=', 'rolled_back')
    .limit(1)
    .executeTakeFirst();
  if (newer) {
    throw new PlatformError('rollout_conflict', `rollout ${newer.id} is newer`, {
      detail: `The newer rollout ${newer.id} has taken over; roll that one back instead.`,
    });
  }
}
