import type { Clock } from '@tensorguard/core';
import { DenySet, type CertificateAuthority, type OcspAnswer, type SignedCrl } from '@tensorguard/pki';
import type { Database, Tx } from '../../db/database.ts';
import { PlatformError } from '../../errors.ts';
import { partyOf, type Operator } from '../../http/context.ts';
import { requireFleet } from '../fleets/service.ts';
import * as store from './store.ts';

/** Life of a CRL, milliseconds (1 hour). A new one is signed whenever somebody asks for it. */
const CRL_LIFETIME_MS = 3_600_000;
/** A revoked identity that keeps trying is recorded this often, milliseconds. */
const TRACE_MS = 60_000;

/** The kill switch: revokes identities at once, and tells third parties by CRL and OCSP. */
export type Revocation = ReturnType<typeof createRevocation>;

/** What the kill switch needs. */
export interface RevocationOptions {
  readonly database: Database;
  readonly issuing: CertificateAuthority;
  readonly clock: Clock;
  /** Called after the commit for agents whose identity was revoked: their sockets are cut. */
  readonly onRevoked: (agentIds: readonly string[]) => void;
}

/** Makes the kill switch; call `load` before the first agent request. */
export function createRevocation(options: RevocationOptions) {
  const { database, issuing, clock, onRevoked } = options;
  const denied = new DenySet();
  const traced = new Map<string, number>();

  const deny = (agentIds: readonly string[], reason: string, now: number): void => {
    const add = agentIds.map((agentId) => ({ kind: 'agent', agentId, revokedAt: now, reason }) as const);
    denied.apply({ fromVersion: denied.version, version: denied.version + 1, add });
  };
  const revoke = async (
    tx: Tx,
    operator: Operator,
    select: store.AgentSelection,
    reason: string,
  ): Promise<string[]> => {
    const { tenantId } = operator;
    const agentIds = await store.revokeAgents(tx, select, reason);
    for (const id of agentIds) {
      tx.record({
        tenantId,
        type: 'agent.revoked',
        actor: partyOf(operator),
        subject: { kind: 'agent', id },
        data: { reason },
      });
    }
    if (agentIds.length > 0) {
      tx.changed(tenantId, 'agents', ...(agentIds.length > 20 ? [] : agentIds));
      tx.changed(tenantId, 'fleets');
      tx.afterCommit(() => {
        deny(agentIds, reason, tx.now);
        onRevoked(agentIds);
      });
    }
    return agentIds;
  };

  return {
    /** Reads the revoked agents whose certificates are still in their lifetime. */
    async load(): Promise<void> {
      const entries = await database.system((tx) => store.listRevokedAgents(tx));
      denied.replace({
        version: denied.version,
        entries: entries.map(({ id, revokedAt, reason }) => ({ kind: 'agent', agentId: id, revokedAt, reason })),
      });
    },

    /** Whether an identity is refused; constant time, no query. */
    isDenied: (agentId: string, serial: string): boolean => denied.find({ agentId, serial }) !== undefined,

    async revokeAgent(operator: Operator, agentId: string, reason: string): Promise<void> {
      await database.tenant(operator.tenantId, async (tx) => {
        await store.requireActive(tx, agentId);
        await revoke(tx, operator, { agentId }, reason);
      });
    },

    async revokeFleet(operator: Operator, fleetId: string, reason: string): Promise<{ revoked: number }> {
      const { tenantId } = operator;
      return database.tenant(tenantId, async (tx) => {
        await requireFleet(tx, fleetId);
        const revoked = (await revoke(tx, operator, { fleetId }, reason)).length;
        const subject = { kind: 'fleet', id: fleetId };
        tx.record({ tenantId, type: 'fleet.revoked', actor: partyOf(operator), subject, data: { reason, revoked } });
        return { revoked };
      });
    },

    async revokeByLabels(
      operator: Operator,
      labels: Readonly<Record<string, string>>,
      reason: string,
    ): Promise<{ revoked: number }> {
      return database.tenant(operator.tenantId, async (tx) => {
        return { revoked: (await revoke(tx, operator, { labels }, reason)).length };
      });
    },

    /** A CRL of all revoked certificates that have not expired. */
    async crl(): Promise<SignedCrl> {
      const now = clock.now();
      const revoked = await database.system((tx) => store.listRevokedCertificates(tx, new Date(now)));
      return issuing.signCrl({ revoked, number: now, thisUpdate: now, nextUpdate: now + CRL_LIFETIME_MS });
    },

    /** Answers an OCSP request (DER). */
    async ocsp(request: Uint8Array): Promise<OcspAnswer> {
      return issuing.respondOcsp(request, (serial) => database.system((tx) => store.certificateStatus(tx, serial)), {
        now: clock.now(),
      });
    },

    /** Refuses a revoked identity in use and leaves a trace of it (FLT-6), at most once a minute for each agent. */
    async refuse(agent: { id: string; tenantId: string; serial: string }, address: string): Promise<PlatformError> {
      const now = clock.now();
      if (now - (traced.get(agent.id) ?? 0) > TRACE_MS) {
        traced.set(agent.id, now);
        const subject = { kind: 'agent', id: agent.id };
        await database.system(async (tx) => {
          tx.record({
            tenantId: agent.tenantId,
            type: 'agent.identity_refused',
            actor: subject,
            subject,
            data: { serial: agent.serial, address },
          });
          tx.changed(agent.tenantId, 'agents', agent.id);
        });
      }
      return new PlatformError('identity_refused', 'a revoked identity is in use', { details: { ...agent, address } });
    },
  };
}
