import type { Agent, AgentSummary, Deployment, Trust } from '@tensorguard/contract';
import type { Row } from '../../db/tables.ts';
import { connectionOf, type ConnectionCutoffs } from '../presence/connection.ts';
import type { AgentRow, DeploymentRow } from './store.ts';
import { trustOf } from './trust.ts';

/** A moment and its cut-offs: what turns rows into states. */
export interface Moment {
  readonly now: number;
  readonly cutoffs: ConnectionCutoffs;
}

/** Trust of an agent row. */
export function trustOfRow(row: AgentRow, { now, cutoffs }: Moment): Trust {
  const { certificate_not_before: notBefore, certificate_not_after: notAfter } = row;
  return trustOf({
    now,
    revoked: row.status === 'revoked',
    connection: connectionOf(row.seen_at, cutoffs),
    seenAt: row.seen_at?.getTime() ?? null,
    clockSkewMs: row.clock_skew_ms,
    certificate: notBefore && notAfter ? { notBefore: notBefore.getTime(), notAfter: notAfter.getTime() } : null,
    failedLines: row.failed_lines,
    refusedLines: row.refused_lines,
  });
}

/** A row of the agents table. */
export function agentSummaryOf(row: AgentRow, moment: Moment): AgentSummary {
  return {
    id: row.id,
    name: row.name,
    fleetId: row.fleet_id,
    fleetName: row.fleet_name,
    labels: row.labels,
    environment: row.environment,
    region: row.region,
    status: row.status,
    connection: connectionOf(row.seen_at, moment.cutoffs),
    lastSeenAt: row.seen_at?.toISOString() ?? null,
    trustScore: trustOfRow(row, moment).score,
    releases: row.releases,
    enrolledAt: row.enrolled_at.toISOString(),
  };
}

/** The page of one agent. */
export function agentOf(
  row: AgentRow,
  lastSeen: Row<'agent_last_seen'> | undefined,
  deployments: readonly DeploymentRow[],
  moment: Moment,
): Agent {
  const { certificate_serial: serial, certificate_not_before: notBefore, certificate_not_after: notAfter } = row;
  return {
    ...agentSummaryOf(row, moment),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revokedReason: row.revoked_reason,
    clockSkewMs: row.clock_skew_ms,
    facts: row.facts as unknown as Agent['facts'],
    telemetry: (lastSeen?.telemetry ?? null) as Agent['telemetry'],
    trust: trustOfRow(row, moment),
    spiffeId: row.spiffe_id,
    certificate:
      serial && notBefore && notAfter
        ? { serial, notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString() }
        : null,
    deployments: deployments.map((deployment) => deploymentOf(deployment, lastSeen)),
  };
}

function deploymentOf(row: DeploymentRow, lastSeen: Row<'agent_last_seen'> | undefined): Deployment {
  const running = lastSeen?.models.find(
    (model) => model.line === row.line && model.releaseId === row.applied_release_id,
  );
  return {
    line: row.line,
    state: row.state,
    directiveNumber: row.directive_number,
    rolloutId: row.rollout_id,
    desiredRelease: releaseRef(row.desired_release_id, row.desired_number),
    appliedRelease: releaseRef(row.applied_release_id, row.applied_number),
    code: row.code,
    message: row.message,
    inference: (running?.inference ?? null) as Deployment['inference'],
    updatedAt: row.updated_at.toISOString(),
  };
}

function releaseRef(id: string | null, number: number | null): { id: string; number: number } | null {
  return id === null || number === null ? null : { id, number };
}
