import assert from 'node:assert/strict';
import {
  DIRECTIVE_PAYLOAD_TYPE,
  directiveSchema,
  type DeploymentReport,
  type Directive,
  type Gate,
  type Stage,
} from '@tensorguard/contract';
import { digestOf, isoTime, newId, silentLogger } from '@tensorguard/core';
import type { ManualClock } from '@tensorguard/testkit';
import { createHybridSigner, generateSigningKey, verifyEnvelope } from '@tensorguard/tgsp';
import { json, type Database } from '../db/database.ts';
import { createAgents } from '../features/agents/service.ts';
import { createAgentStates } from '../features/rollouts/agent-state.ts';
import { createDesiredState } from '../features/rollouts/desired.ts';
import { createDirectiveIssuer } from '../features/rollouts/directives.ts';
import { createRolloutEngine } from '../features/rollouts/engine.ts';
import { createReports } from '../features/rollouts/reports.ts';
import { createRollouts, type RolloutPlan } from '../features/rollouts/service.ts';
import { createTransitions } from '../features/rollouts/transitions.ts';
import { addFleet, addFleetAgent, type AgentTraits } from './fleet-rows.ts';
import { addTenant } from './tenants.ts';
import type { AgentActor, Operator } from '../http/context.ts';

/** Time between heartbeats of a test's agents, milliseconds. */
export const HEARTBEAT_MS = 10_000;

/** How long the ids of a test's reports are remembered, milliseconds. */
export const REPORT_RETENTION_MS = 7 * 86_400_000;

/** Gate of a test's rollout: every agent must apply, none may fail. */
export const STRICT_GATE: Gate = {
  minAgents: 1,
  successShare: 1,
  maxFailures: 0,
  maxFailureShare: 0,
  soakSeconds: 0,
  stallSeconds: 600,
};

/** Everything at once. */
export const ALL_AT_ONCE: readonly Stage[] = [{ kind: 'share', percent: 100 }];

const signer = createHybridSigner(generateSigningKey().privateKey);

/** Sets up the services for one tenant. */
export async function openRolloutDesk(database: Database, clock: ManualClock, tenant = 'acme') {
  const operator: Operator = await addTenant(database, tenant);
  const { tenantId } = operator;
  const { ed25519, mlDsa65 } = signer.publicKey;
  const directiveKeys = [{ keyId: signer.keyId, ed25519, mlDsa65 }];
  const settings = { heartbeatSeconds: HEARTBEAT_MS / 1000, pollSeconds: 60 };
  const nudged: string[] = [];
  const woken = { count: 0 };
  const issuer = createDirectiveIssuer(signer);
  const desired = createDesiredState({ issuer });
  const transitions = createTransitions({ issuer, heartbeatMs: HEARTBEAT_MS, onDirective: (id) => nudged.push(id) });
  const agents = createAgents({ database, heartbeatMs: HEARTBEAT_MS });
  const trust: Parameters<typeof createRolloutEngine>[0]['trust'] = (tx, id) => agents.trust(tx, id);
  const engineOptions = { database, transitions, heartbeatMs: HEARTBEAT_MS, trust, clock, logger: silentLogger };
  const engine = createRolloutEngine(engineOptions);
  const rollouts = createRollouts({ database, transitions, engine, heartbeatMs: HEARTBEAT_MS });
  const reports = createReports({
    database,
    retentionMs: REPORT_RETENTION_MS,
    onFinished: () => void woken.count++,
    onSlotFree: (id) => nudged.push(id),
  });
  const states = createAgentStates({ database, desired, directiveKeys, settings });
  const highest = new Map<string, number>();

  /** What an agent is told now. It refuses a number that is lower than one that it was told. */
  const poll = async (agent: AgentActor): Promise<Directive[]> => {
    const { body } = await states.of(agent);
    return body.directives.map((envelope) => {
      const { value } = verifyEnvelope(envelope, [signer.publicKey], DIRECTIVE_PAYLOAD_TYPE);
      const directive = directiveSchema.parse(value);
      assert.equal(directive.tenantId, tenantId);
      assert.ok(Date.parse(directive.expiresAt) > clock.now(), 'the directive has expired');
      const key = `${agent.id} ${directive.line}`;
      assert.ok(directive.number >= (highest.get(key) ?? 0), 'the number is lower than one before');
      highest.set(key, directive.number);
      return directive;
    });
  };
  const reportOf = (
    directive: Pick<Directive, 'line' | 'number' | 'rolloutId' | 'release'>,
    state: DeploymentReport['state'],
    change: Partial<DeploymentReport> = {},
  ): DeploymentReport => ({
    id: newId('rpt'),
    at: isoTime(clock.now()),
    line: directive.line,
    directiveNumber: directive.number,
    rolloutId: directive.rolloutId,
    releaseId: directive.release?.id ?? null,
    state,
    runningReleaseId: state === 'applied' ? (directive.release?.id ?? null) : null,
    ...change,
  });
  const report = (agent: AgentActor, ...args: Parameters<typeof reportOf>) =>
    reports.accept(agent, [reportOf(...args)]);

  return {
    database,
    clock,
    operator,
    tenantId,
    nudged,
    woken,
    desired,
    agents,
    engine,
    rollouts,
    reports,
    states,
    poll,
    reportOf,
    report,
    addFleet: (name: string) => addFleet(database, tenantId, name),
    addAgents: async (fleetId: string, count: number, traits: AgentTraits = {}): Promise<AgentActor[]> => {
      const made: AgentActor[] = [];
      for (let i = 0; i < count; i++) made.push(await addFleetAgent(database, tenantId, fleetId, traits));
      return made;
    },
    addRelease: (line = 'direction', compatibility: object = {}) => addRelease(database, tenantId, line, compatibility),
    /** Fetches and does as told: reports `received`, then how it ended. Gives what was followed. */
    follow: async (
      agent: AgentActor,
      state: DeploymentReport['state'] = 'applied',
      change: Partial<DeploymentReport> = {},
    ) => {
      const directives = await poll(agent);
      for (const directive of directives) {
        const end = directive.release === null && state === 'applied' ? 'stopped' : state;
        await report(agent, directive, 'received', change);
        await report(agent, directive, end, change);
      }
      return directives;
    },
    start: (releaseId: string, fleetIds: readonly string[], change: Partial<RolloutPlan> = {}) =>
      rollouts.create(operator, {
        releaseId,
        fleetIds,
        selector: {},
        stages: ALL_AT_ONCE,
        gate: STRICT_GATE,
        onFailure: 'pause',
        ...change,
      }),
    command: (id: string, command: Parameters<typeof rollouts.command>[2]) =>
      rollouts.command(operator, id, command, 'as the test says'),
    get: (id: string) => rollouts.get(tenantId, id),
  };
}

/** A release by its rows only: what rollouts need of it. The line is made with its first release. */
async function addRelease(
  database: Database,
  tenantId: string,
  name: string,
  compatibility: object,
): Promise<{ id: string; number: number; lineId: string }> {
  return database.system(async (tx) => {
    const at = new Date(tx.now);
    const publisher = await tx.sql
      .selectFrom('publishers')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .executeTakeFirst();
    const publisherId = publisher?.id ?? newId('pub');
    if (!publisher) {
      const { ed25519, mlDsa65 } = signer.publicKey;
      await tx.sql
        .insertInto('publishers')
        .values({
          id: publisherId,
          tenant_id: tenantId,
          name: 'Research',
          key_id: signer.keyId,
          public_key: json({ keyId: signer.keyId, ed25519, mlDsa65 }),
          created_at: at,
          removed_at: null,
        })
        .execute();
    }
    const line = await tx.sql
      .insertInto('lines')
      .values({
        id: newId('lin'),
        tenant_id: tenantId,
        name,
        last_release_number: 1,
        created_at: at,
        last_directive_number: 0,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'name'])
          .doUpdateSet((eb) => ({ last_release_number: eb('lines.last_release_number', '+', 1) })),
      )
      .returning(['id', 'last_release_number as number'])
      .executeTakeFirstOrThrow();
    const id = newId('rel');
    await tx.sql
      .insertInto('releases')
      .values({
        id,
        tenant_id: tenantId,
        line_id: line.id,
        number: line.number,
        version: `1.0.${line.number}`,
        digest: digestOf(id),
        size_bytes: 1000,
        state: 'available',
        manifest: json({ compatibility }),
        publisher_id: publisherId,
        uploaded_by: 'test',
        created_at: at,
        withdrawn_at: null,
        withdrawn_reason: null,
      })
      .execute();
    return { id, number: line.number, lineId: line.id };
  });
}
