import type { DeploymentReport, LedgerEventType } from '@tensorguard/contract';
import type { Database, Tx } from '../../db/database.ts';
import { purgeInBatches } from '../../db/purge.ts';
import type { AgentActor } from '../../http/context.ts';

const EVENTS: Readonly<Record<DeploymentReport['state'], LedgerEventType | undefined>> = {
  received: undefined,
  applied: 'deployment.applied',
  failed: 'deployment.failed',
  refused: 'deployment.refused',
  stopped: 'deployment.stopped',
};

/** Takes in what agents report. */
export interface Reports {
  /** Stores reports once, whatever how often they come; returns the ids that are stored. */
  accept(agent: AgentActor, reports: readonly DeploymentReport[]): Promise<string[]>;
  /**
   * Forgets which reports came, where that is longer ago than the retention; gives the count. What they said is in deployments
   * and ledger and stays. A report that came again after this would count once more.
   */
  purge(): Promise<number>;
}

/** Makes the intake. After a commit, `onFinished` hears that the engine has news, `onSlotFree` that others may start. */
export function createReports(options: {
  database: Database;
  /** How long the ids of reports are remembered, milliseconds. */
  retentionMs: number;
  onFinished: () => void;
  onSlotFree: (tenantId: string) => void;
}): Reports {
  const { database, retentionMs, onFinished, onSlotFree } = options;
  return {
    async accept(agent, reports) {
      await database.tenant(agent.tenantId, async (tx) => {
        const finished = new Set<string>();
        for (const report of reports) {
          if (!(await isNew(tx, agent, report))) continue;
          const stored = await store(tx, agent, report);
          const type = EVENTS[report.state];
          if (type !== undefined) record(tx, agent, report, type);
          if (stored && report.state !== 'received' && stored.rolloutId !== null) finished.add(stored.rolloutId);
        }
        tx.changed(agent.tenantId, 'agents', agent.id);
        tx.changed(agent.tenantId, 'rollouts');
        if (finished.size === 0) return;
        tx.afterCommit(onFinished);
        if (await anyLimited(tx, [...finished])) tx.afterCommit(() => onSlotFree(agent.tenantId));
      });
      return reports.map(({ id }) => id);
    },

    purge: () => purgeInBatches(database, (tx, limit) => purgeBatch(tx, new Date(tx.now - retentionMs), limit)),
  };
}

async function purgeBatch(tx: Tx, before: Date, limit: number): Promise<{ numDeletedRows: bigint }> {
  const oldest = tx.sql
    .selectFrom('agent_reports')
    .select(['agent_id', 'id'])
    .where('received_at', '<', before)
    .orderBy('received_at')
    .limit(limit);
  return tx.sql
    .deleteFrom('agent_reports')
    .where((eb) => eb(eb.refTuple('agent_id', 'id'), 'in', oldest.$asTuple('agent_id', 'id')))
    .executeTakeFirst();
}

/** Whether one of the rollouts limits how many agents work at once, so that the end of one lets another start. */
async function anyLimited(tx: Tx, rolloutIds: readonly string[]): Promise<boolean> {
  const row = await tx.sql
    .selectFrom('rollouts')
    .select('id')
    .where('id', 'in', rolloutIds)
    .where('max_concurrent_per_fleet', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function isNew(tx: Tx, agent: AgentActor, report: DeploymentReport): Promise<boolean> {
  const inserted = await tx.sql
    .insertInto('agent_reports')
    .values({ id: report.id, tenant_id: agent.tenantId, agent_id: agent.id, received_at: new Date(tx.now) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/**
 * Brings the deployment up to date. Names that are not the tenant's and numbers that were never given out are dropped; older
 * news never overwrites newer.
 */
async function store(
  tx: Tx,
  agent: AgentActor,
  report: DeploymentReport,
): Promise<{ rolloutId: string | null } | undefined> {
  const line = await tx.sql
    .selectFrom('lines')
    .select(['id', 'last_directive_number'])
    .where('name', '=', report.line)
    .executeTakeFirst();
  if (!line) return undefined;
  // The number of a refused directive may be a forger's; of any other it is one that was given out.
  if (report.state !== 'refused' && report.directiveNumber > line.last_directive_number) return undefined;
  const known = await tx.sql
    .selectFrom('deployments')
    .selectAll()
    .where('agent_id', '=', agent.id)
    .where('line_id', '=', line.id)
    .forUpdate()
    .executeTakeFirst();
  if (known && known.directive_number > report.directiveNumber) return undefined;
  const rolloutId = await ownId(tx, 'rollouts', report.rolloutId);
  const appliedId = await ownId(tx, 'releases', report.runningReleaseId);
  const changedRelease = appliedId !== (known?.applied_release_id ?? null);
  const row = {
    state: report.state,
    // A refused directive is no order that the agent acknowledged: its number must not raise the bar.
    directive_number: report.state === 'refused' ? (known?.directive_number ?? 0) : report.directiveNumber,
    rollout_id: rolloutId,
    desired_release_id: await ownId(tx, 'releases', report.releaseId),
    applied_release_id: appliedId,
    code: report.code ?? null,
    message: report.message ?? null,
    updated_at: new Date(tx.now),
    applied_at: changedRelease ? new Date(tx.now) : (known?.applied_at ?? null),
  };
  await tx.sql
    .insertInto('deployments')
    .values({ ...row, agent_id: agent.id, line_id: line.id, tenant_id: agent.tenantId })
    .onConflict((conflict) => conflict.columns(['agent_id', 'line_id']).doUpdateSet(row))
    .execute();
  return { rolloutId };
}

/** An id, if the transaction's tenant has such a row. */
async function ownId(tx: Tx, table: 'rollouts' | 'releases', id: string | null): Promise<string | null> {
  if (id === null) return null;
  const row = await tx.sql.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst();
  return row?.id ?? null;
}

function record(tx: Tx, agent: AgentActor, report: DeploymentReport, type: LedgerEventType): void {
  const { line, directiveNumber, rolloutId, releaseId, runningReleaseId, code, message, at, timings } = report;
  const subject = { kind: 'agent', id: agent.id };
  tx.record({
    tenantId: agent.tenantId,
    type,
    actor: subject,
    subject,
    data: {
      line,
      directiveNumber,
      rolloutId,
      releaseId,
      runningReleaseId,
      reportedAt: at,
      ...(code === undefined ? {} : { code }),
      ...(message === undefined ? {} : { message }),
      ...(timings === undefined ? {} : { timingsMs: timings }),
    },
  });
}
