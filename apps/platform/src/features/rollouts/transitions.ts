import type { LedgerEventType } from '@tensorguard/contract';
import type { Party, Tx } from '../../db/database.ts';
import { connectionCutoffs } from '../presence/connection.ts';
import type { DirectiveIssuer } from './directives.ts';
import { measureProgress } from './final-progress.ts';
import * as store from './store.ts';

/** The engine as the ledger names it. */
export const ENGINE: Party = { kind: 'platform', id: 'rollout-engine' };

/** Changes of a rollout's state, each with its ledger entry. Call them with the rollout locked. */
export type Transitions = ReturnType<typeof createTransitions>;

/** Makes the transitions; `onDirective` hears, after the commit, of tenants whose agents have something to fetch. */
export function createTransitions(options: {
  issuer: DirectiveIssuer;
  heartbeatMs: number;
  onDirective: (tenantId: string) => void;
}) {
  const { issuer, heartbeatMs, onDirective } = options;

  const record = (tx: Tx, rollout: store.RolloutRow, type: LedgerEventType, actor: Party, data: object): void => {
    tx.record({
      tenantId: rollout.tenant_id,
      type,
      actor,
      subject: { kind: 'rollout', id: rollout.id },
      data: { ...data },
    });
    tx.changed(rollout.tenant_id, 'rollouts', rollout.id);
  };
  const announce = (tx: Tx, rollout: store.RolloutRow): void => tx.afterCommit(() => onDirective(rollout.tenant_id));
  const issueStage = async (tx: Tx, rollout: store.RolloutRow, stage: number, actor: Party): Promise<void> => {
    await issuer.issue(tx, { rollout, stage, kind: 'stage', fleetId: null, releaseId: rollout.release_id }, actor);
    announce(tx, rollout);
  };
  /** Ends a rollout; what it came to is kept with it. One that is rolled back after its end ends anew. */
  const end = async (
    tx: Tx,
    rollout: store.RolloutRow,
    state: 'completed' | 'aborted' | 'rolled_back',
    reason: string | null,
  ): Promise<void> => {
    const named = await store.findRollout(tx, rollout.id);
    if (!named) throw new Error(`rollout ${rollout.id} is gone, though it is locked`);
    const final = await measureProgress(tx, named, connectionCutoffs(tx.now, heartbeatMs));
    await store.endRollout(tx, rollout.id, { state, state_reason: reason }, final);
  };

  return {
    /** Opens a stage: its agents are told. */
    async openStage(tx: Tx, rollout: store.RolloutRow, index: number, actor: Party): Promise<void> {
      await store.insertStage(tx, {
        rollout_id: rollout.id,
        index,
        tenant_id: rollout.tenant_id,
        started_at: new Date(tx.now),
        satisfied_at: null,
        finished_at: null,
      });
      if (index !== rollout.current_stage) await store.updateRollout(tx, rollout.id, { current_stage: index });
      record(tx, rollout, 'rollout.stage_started', actor, { stage: index, plan: rollout.stages[index] });
      await issueStage(tx, rollout, index, actor);
    },

    /** The last stage passed. */
    async complete(tx: Tx, rollout: store.RolloutRow): Promise<void> {
      await end(tx, rollout, 'completed', null);
      record(tx, rollout, 'rollout.completed', ENGINE, {});
    },

    async pause(tx: Tx, rollout: store.RolloutRow, reason: string, actor: Party): Promise<void> {
      await store.updateRollout(tx, rollout.id, { state: 'paused', state_reason: reason });
      record(tx, rollout, 'rollout.paused', actor, { reason });
    },

    /** Goes on; a new directive makes agents that failed try again. */
    async resume(tx: Tx, rollout: store.RolloutRow, reason: string, actor: Party): Promise<void> {
      const change = { state: 'running' as const, state_reason: null, judged_from: new Date(tx.now) };
      await store.updateRollout(tx, rollout.id, change);
      // What had soaked before is judged again with those that try again.
      await store.updateStage(tx, rollout.id, rollout.current_stage, { satisfied_at: null });
      record(tx, rollout, 'rollout.resumed', actor, { reason });
      await issueStage(tx, rollout, rollout.current_stage, actor);
    },

    async abort(tx: Tx, rollout: store.RolloutRow, reason: string, actor: Party): Promise<void> {
      await end(tx, rollout, 'aborted', reason);
      record(tx, rollout, 'rollout.aborted', actor, { reason });
      announce(tx, rollout);
    },

    /** Sends every fleet back to what it ran before. */
    async rollBack(tx: Tx, rollout: store.RolloutRow, reason: string, actor: Party): Promise<void> {
      await end(tx, rollout, 'rolled_back', reason);
      const fleets = await store.listRolloutFleets(tx, [rollout.id]);
      record(tx, rollout, 'rollout.rolled_back', actor, {
        reason,
        previousReleases: fleets.map(({ fleet_id, previous_release_id }) => ({
          fleetId: fleet_id,
          releaseId: previous_release_id,
        })),
      });
      for (const { fleet_id: fleetId, previous_release_id: releaseId } of fleets) {
        await issuer.issue(tx, { rollout, stage: rollout.current_stage, kind: 'rollback', fleetId, releaseId }, actor);
      }
      announce(tx, rollout);
    },
  };
}
