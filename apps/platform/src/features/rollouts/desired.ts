import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';
import { notFound } from '../../errors.ts';
import { carriesLabels, stageOf } from './cohort.ts';
import { DIRECTIVE_LIFETIME_MS, type DirectiveIssuer } from './directives.ts';
import { newestDirective, type RolloutRow } from './store.ts';

/** A told agent that says nothing for this long no longer counts against the limit of its fleet, milliseconds. */
const SLOT_MS = 600_000;

/** Works out what an agent should run. */
export interface DesiredState {
  /**
   * The directives for an agent, at most one a line. Renews those that are half through their life, and takes a slot where a
   * rollout limits how many agents of a fleet work at once.
   */
  directivesFor(tx: Tx, agentId: string): Promise<Row<'directives'>[]>;
  /** Whether an agent is directed to a release, or runs it by our records. Changes nothing. */
  isDirected(tx: Tx, agentId: string, releaseId: string): Promise<boolean>;
}

interface Choice {
  readonly rollout: RolloutRow;
  readonly rollback: boolean;
}

/** Makes the resolver. */
export function createDesiredState({ issuer }: { issuer: DirectiveIssuer }): DesiredState {
  const directiveOf = async (
    tx: Tx,
    choice: Choice,
    agent: Row<'agents'>,
    seenNumber: number,
  ): Promise<Row<'directives'>> => {
    const { rollout, rollback } = choice;
    const find = async (): Promise<Row<'directives'>> => {
      const newest = await newestDirective(tx, rollout.id, rollback ? agent.fleet_id : undefined);
      if (!newest) throw new Error(`rollout ${rollout.id} has no directive`);
      return newest;
    };
    const serves = (directive: Row<'directives'>): boolean => {
      const halfLife = directive.expires_at.getTime() - tx.now < DIRECTIVE_LIFETIME_MS / 2;
      // An agent that was told something newer, since taken back, must see a higher number to return.
      return !halfLife && directive.number >= seenNumber;
    };
    let newest = await find();
    if (serves(newest)) return newest;
    // Many agents ask at once: one renews, the others wait for the line and find what it made.
    await tx.sql.selectFrom('lines').select('id').where('id', '=', rollout.line_id).forUpdate().execute();
    newest = await find();
    if (serves(newest)) return newest;
    const { stage, kind, fleet_id: fleetId, release_id: releaseId } = newest;
    return issuer.issue(tx, { rollout, stage, kind, fleetId, releaseId }, { kind: 'platform', id: 'renewal' });
  };

  return {
    async directivesFor(tx, agentId) {
      const agent = await findAgent(tx, agentId);
      const deployments = await deploymentsOf(tx, agentId);
      const directives: Row<'directives'>[] = [];
      for (const [lineId, rollouts] of await candidates(tx, agent)) {
        const deployment = deployments.get(lineId);
        for (const rollout of rollouts) {
          const choice = choose(rollout, agent, deployment);
          if (!choice) continue;
          const retries = triesAgain(rollout, deployment);
          const working = deployment?.rollout_id === rollout.id && !retries;
          if (choice.rollback || working || (await takeSlot(tx, rollout, agent))) {
            directives.push(await directiveOf(tx, choice, agent, deployment?.directive_number ?? 0));
            break;
          }
          // It keeps what it has until there is a place: an order of an older rollout would move it back and forth.
          if (retries) break;
        }
      }
      return directives;
    },

    async isDirected(tx, agentId, releaseId) {
      const agent = await findAgent(tx, agentId);
      const deployments = await deploymentsOf(tx, agentId);
      for (const deployment of deployments.values()) if (deployment.applied_release_id === releaseId) return true;
      for (const [lineId, rollouts] of await candidates(tx, agent)) {
        for (const rollout of rollouts) {
          const choice = choose(rollout, agent, deployments.get(lineId));
          if (!choice) continue;
          const target = choice.rollback
            ? (await newestDirective(tx, rollout.id, agent.fleet_id))?.release_id
            : rollout.release_id;
          if (target === releaseId) return true;
        }
      }
      return false;
    },
  };
}

async function findAgent(tx: Tx, agentId: string): Promise<Row<'agents'>> {
  const agent = await tx.sql.selectFrom('agents').selectAll().where('id', '=', agentId).executeTakeFirst();
  if (!agent) throw notFound('agent', agentId);
  return agent;
}

async function deploymentsOf(tx: Tx, agentId: string): Promise<Map<string, Row<'deployments'>>> {
  const rows = await tx.sql.selectFrom('deployments').selectAll().where('agent_id', '=', agentId).execute();
  return new Map(rows.map((row) => [row.line_id, row]));
}

/**
 * Rollouts that may concern an agent, by line, newest decision first (a start, or a rollback), down to the newest completed one
 * that reaches the whole fleet. Going back twice ends at the second rollback, though it is of the older rollout.
 */
async function candidates(tx: Tx, agent: Row<'agents'>): Promise<Map<string, RolloutRow[]>> {
  const { rows } = await sql<RolloutRow>`
    select rollouts.* from rollouts
    join rollout_fleets on rollout_fleets.rollout_id = rollouts.id and rollout_fleets.fleet_id = ${agent.fleet_id}
    where rollouts.created_at >= coalesce((
      select max(whole.created_at) from rollouts as whole
      join rollout_fleets as reach on reach.rollout_id = whole.id and reach.fleet_id = ${agent.fleet_id}
      where whole.line_id = rollouts.line_id and whole.state = 'completed' and whole.selector = '{}'::jsonb
    ), '-infinity'::timestamptz)
    order by rollouts.line_id,
      case when rollouts.state = 'rolled_back' then rollouts.finished_at else rollouts.created_at end desc,
      rollouts.id desc`.execute(tx.sql);
  return Map.groupBy(rows, (row) => row.line_id);
}

/** Whether a rollout decides what the agent runs; undefined when an older one does. */
function choose(
  rollout: RolloutRow,
  agent: Row<'agents'>,
  deployment: Row<'deployments'> | undefined,
): Choice | undefined {
  if (!carriesLabels(agent.labels, rollout.selector)) return undefined;
  const told = deployment?.rollout_id === rollout.id;
  const stage = stageOf(rollout.id, rollout.stages, agent);
  const reached = stage >= 0 && stage <= rollout.current_stage;
  switch (rollout.state) {
    case 'completed':
      return { rollout, rollback: false };
    case 'running':
      return reached ? { rollout, rollback: false } : undefined;
    case 'paused':
      return told ? { rollout, rollback: false } : undefined;
    case 'aborted':
      return told && deployment.applied_release_id === rollout.release_id ? { rollout, rollback: false } : undefined;
    case 'rolled_back':
      return reached ? { rollout, rollback: true } : undefined;
  }
}

/** Whether an agent has failed before the rollout was resumed, and so begins anew. */
function triesAgain(rollout: RolloutRow, deployment: Row<'deployments'> | undefined): boolean {
  return (
    deployment?.rollout_id === rollout.id &&
    (deployment.state === 'failed' || deployment.state === 'refused') &&
    deployment.updated_at < rollout.judged_from
  );
}

/** Takes one of the fleet's places; true when there is no limit or a place was free. */
async function takeSlot(tx: Tx, rollout: RolloutRow, agent: Row<'agents'>): Promise<boolean> {
  const limit = rollout.max_concurrent_per_fleet;
  if (limit === null || rollout.state !== 'running') return true;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${rollout.id}:${agent.fleet_id}`}, 0))`.execute(tx.sql);
  const { working } = await tx.sql
    .selectFrom('deployments')
    .innerJoin('agents', 'agents.id', 'deployments.agent_id')
    .select((eb) => eb.fn.countAll<number>().as('working'))
    .where('deployments.rollout_id', '=', rollout.id)
    .where('deployments.state', '=', 'received')
    .where('deployments.updated_at', '>', new Date(tx.now - SLOT_MS))
    .where('agents.fleet_id', '=', agent.fleet_id)
    .executeTakeFirstOrThrow();
  if (working >= limit) return false;
  const row = {
    state: 'received' as const,
    rollout_id: rollout.id,
    desired_release_id: rollout.release_id,
    code: null,
    message: null,
    updated_at: new Date(tx.now),
  };
  await tx.sql
    .insertInto('deployments')
    .values({
      ...row,
      agent_id: agent.id,
      line_id: rollout.line_id,
      tenant_id: agent.tenant_id,
      directive_number: 0,
      applied_release_id: null,
      applied_at: null,
    })
    .onConflict((conflict) => conflict.columns(['agent_id', 'line_id']).doUpdateSet(row))
    .execute();
  return true;
}
