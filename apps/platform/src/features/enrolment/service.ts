import type { AgentFacts, AgentSettings, JoinToken } from '@tensorguard/contract';
import { isoTime, newId, sha256 } from '@tensorguard/core';
import { agentSpiffeId, checkCsr, exportPublicKeyDer, PkiError, type IssuedCertificate } from '@tensorguard/pki';
import type { Database, LedgerEvent, Tx } from '../../db/database.ts';
import type { Row } from '../../db/tables.ts';
import { notFound, PlatformError } from '../../errors.ts';
import { partyOf, type AgentActor, type Operator } from '../../http/context.ts';
import { idCursor, pageFrom } from '../../http/cursor.ts';
import type { Authority } from '../../keys/authority.ts';
import { requireFleet } from '../fleets/service.ts';
import { joinTokenHash, newJoinToken } from './join-token.ts';
import * as store from './store.ts';

/** Length of an X25519 + ML-KEM-768 public key (HPKE KEM 0x647A), bytes. */
const RECIPIENT_KEY_BYTES = 1216;

/** What enrolment needs. */
export interface EnrolmentOptions {
  readonly database: Database;
  readonly authority: Authority;
  readonly trustDomain: string;
  /** Where agents enrol. */
  readonly agentUrl: string;
  readonly certificateLifetimeMs: number;
  readonly settings: AgentSettings;
  /** Public keys that sign directives, as agents get them. */
  readonly directiveKeys: readonly { keyId: string; ed25519: string; mlDsa65: string }[];
}

/** An enrolment request as the contract parses it. */
export interface EnrolmentRequest {
  readonly joinToken: string;
  readonly name: string;
  readonly csr: string;
  readonly recipientKey: string;
  readonly facts: AgentFacts;
}

/** Join tokens, enrolment and renewal of certificates. */
export type Enrolment = ReturnType<typeof createEnrolment>;

/** Makes the enrolment service. */
export function createEnrolment(options: EnrolmentOptions) {
  const { database, authority, trustDomain, certificateLifetimeMs } = options;

  const issue = async (
    tx: Tx,
    agent: { id: string; tenantId: string },
    csr: string,
    keyHash: Buffer,
  ): Promise<IssuedCertificate> => {
    const spiffeId = agentSpiffeId(trustDomain, agent.tenantId, agent.id);
    const certificate = await authority.issuing.issueAgentCertificate({
      csr,
      spiffeId,
      lifetimeMs: certificateLifetimeMs,
      now: tx.now,
    });
    await store.insertCertificate(tx, {
      serial: certificate.serial,
      tenant_id: agent.tenantId,
      agent_id: agent.id,
      not_before: new Date(certificate.notBefore),
      not_after: new Date(certificate.notAfter),
      issued_at: new Date(tx.now),
      revoked_at: null,
    });
    await store.insertKey(tx, agent, keyHash);
    const subject = { kind: 'agent', id: agent.id };
    tx.record({
      tenantId: agent.tenantId,
      type: 'agent.certificate_issued',
      actor: subject,
      subject,
      data: {
        serial: certificate.serial,
        spiffeId,
        notAfter: isoTime(certificate.notAfter),
        publicKeySha256: keyHash.toString('hex'),
      },
    });
    return certificate;
  };
  const answerOf = (certificate: IssuedCertificate) => ({
    certificateChain: certificate.chainPem,
    trustBundle: authority.rootPem,
    notBefore: isoTime(certificate.notBefore),
    notAfter: isoTime(certificate.notAfter),
  });

  return {
    trustBundle: () => ({ trustBundle: authority.rootPem }),

    async listJoinTokens(
      tenantId: string,
      query: { limit: number; cursor?: string | undefined; fleetId?: string | undefined },
    ) {
      const before = idCursor(query.cursor);
      const rows = await database.tenant(tenantId, (tx) => store.listJoinTokens(tx, { ...query, before }));
      const { items, nextCursor } = pageFrom(rows, query.limit, (row) => [row.id]);
      return { items: items.map(joinTokenOf), nextCursor };
    },

    async createJoinToken(
      operator: Operator,
      input: {
        fleetId: string;
        name: string;
        labels: Readonly<Record<string, string>>;
        maxUses: number;
        expiresInSeconds: number;
      },
    ) {
      const { tenantId } = operator;
      return database.tenant(tenantId, async (tx) => {
        await requireFleet(tx, input.fleetId);
        const { token, hash } = newJoinToken(authority.rootDer);
        const row = {
          id: newId('jtk', tx.now),
          token_hash: hash,
          tenant_id: tenantId,
          fleet_id: input.fleetId,
          name: input.name,
          labels: { ...input.labels },
          max_uses: input.maxUses,
          uses: 0,
          created_at: new Date(tx.now),
          expires_at: new Date(tx.now + input.expiresInSeconds * 1000),
          revoked_at: null,
        };
        await store.insertJoinToken(tx, row);
        tx.record({
          tenantId,
          type: 'join_token.created',
          actor: partyOf(operator),
          subject: { kind: 'join_token', id: row.id },
          data: { fleetId: row.fleet_id, maxUses: row.max_uses, expiresAt: row.expires_at.toISOString() },
        });
        tx.changed(tenantId, 'fleets', row.fleet_id);
        return { joinToken: joinTokenOf(row), secret: token, agentUrl: options.agentUrl };
      });
    },

    async revokeJoinToken(operator: Operator, id: string): Promise<void> {
      const { tenantId } = operator;
      await database.tenant(tenantId, async (tx) => {
        if (!(await store.revokeJoinToken(tx, id))) throw notFound('join token', id);
        const subject = { kind: 'join_token', id };
        tx.record({ tenantId, type: 'join_token.revoked', actor: partyOf(operator), subject });
        tx.changed(tenantId, 'fleets');
      });
    },

    /** Enrols an agent. The same key with the same token again gets the same identity, so that a lost answer costs nothing. */
    async enrol(request: EnrolmentRequest) {
      const hash = joinTokenHash(request.joinToken);
      if (!hash) throw refused('malformed_token');
      const { keyHash, requestedUris } = readRequest(request.csr);
      if (Buffer.from(request.recipientKey, 'base64').length !== RECIPIENT_KEY_BYTES) {
        throw new PlatformError('csr_refused', 'the recipient key has the wrong length', {
          reason: 'recipient_key_invalid',
        });
      }
      const outcome = await database.system(async (tx) => {
        const token = await store.lockJoinToken(tx, hash);
        if (!token) return { refused: 'unknown_token' };
        const known = await store.findEnrolled(tx, token.id, keyHash);
        const revoked = await store.isRevokedKey(tx, token.tenant_id, keyHash);
        const foreignId = requestedUris.some((uri) => uri !== known?.spiffe_id);
        const problem = problemOf(token, { known: known !== undefined, revoked, foreignId }, tx.now);
        if (problem !== undefined) {
          tx.record(refusal(token.tenant_id, { kind: 'join_token', id: token.id }, problem));
          return { refused: problem };
        }
        const agentId = known?.id ?? (await addAgent(tx, token, request, keyHash));
        const certificate = await issue(tx, { id: agentId, tenantId: token.tenant_id }, request.csr, keyHash);
        return { agentId, token, certificate };
      });
      if (outcome.refused !== undefined) throw refused(outcome.refused);
      const { agentId, token, certificate } = outcome;
      return {
        ...answerOf(certificate),
        agentId,
        tenantId: token.tenant_id,
        fleetId: token.fleet_id,
        spiffeId: agentSpiffeId(trustDomain, token.tenant_id, agentId),
        directiveKeys: [...options.directiveKeys],
        settings: options.settings,
      };
    },

    /** A new certificate for the same agent; the old one stays valid until it expires. */
    async renew(agent: AgentActor, csr: string) {
      const { keyHash, requestedUris } = readRequest(csr);
      const outcome = await database.tenant(agent.tenantId, async (tx) => {
        const row = await store.lockAgent(tx, agent.id);
        if (row?.status !== 'active') throw new PlatformError('identity_refused', 'the agent is not live');
        const foreignId = requestedUris.some((uri) => uri !== row.spiffe_id);
        const revoked = await store.isRevokedKey(tx, agent.tenantId, keyHash);
        if (foreignId || revoked) {
          const reason = foreignId ? 'csr_foreign_id' : 'agent_revoked';
          tx.record(refusal(agent.tenantId, { kind: 'agent', id: agent.id }, reason));
          return { refused: reason };
        }
        return { certificate: await issue(tx, agent, csr, keyHash) };
      });
      if (outcome.refused !== undefined) {
        throw new PlatformError('csr_refused', `the certificate request is refused: ${outcome.refused}`, {
          details: { agentId: agent.id, requestedUris },
        });
      }
      return answerOf(outcome.certificate);
    },
  };

  async function addAgent(
    tx: Tx,
    token: Row<'join_tokens'>,
    request: EnrolmentRequest,
    keyHash: Buffer,
  ): Promise<string> {
    const id = newId('agt', tx.now);
    const tenantId = token.tenant_id;
    await store.countJoinTokenUse(tx, token.id);
    await store.insertAgent(tx, {
      id,
      tenant_id: tenantId,
      fleet_id: token.fleet_id,
      join_token_id: token.id,
      name: request.name,
      labels: token.labels,
      status: 'active',
      spiffe_id: agentSpiffeId(trustDomain, tenantId, id),
      public_key_hash: keyHash,
      recipient_key: request.recipientKey,
      facts: request.facts,
      enrolled_at: new Date(tx.now),
      revoked_at: null,
      revoked_reason: null,
    });
    const subject = { kind: 'agent', id };
    tx.record({
      tenantId,
      type: 'agent.enrolled',
      actor: { kind: 'join_token', id: token.id },
      subject,
      data: { fleetId: token.fleet_id, name: request.name, publicKeySha256: keyHash.toString('hex') },
    });
    tx.changed(tenantId, 'agents', id);
    tx.changed(tenantId, 'fleets', token.fleet_id);
    return id;
  }
}

/** Why a token does not enrol, precise; callers outside only learn that it does not. */
function problemOf(
  token: Row<'join_tokens'>,
  { known, revoked, foreignId }: { known: boolean; revoked: boolean; foreignId: boolean },
  now: number,
): string | undefined {
  if (token.revoked_at !== null) return 'token_revoked';
  if (token.expires_at.getTime() <= now) return 'token_expired';
  // Another token does not bring a revoked agent back: it needs a new key, and so a new identity.
  if (revoked) return 'agent_revoked';
  if (!known && token.uses >= token.max_uses) return 'token_used_up';
  if (foreignId) return 'csr_foreign_id';
  return undefined;
}

function refusal(tenantId: string, party: LedgerEvent['subject'], reason: string): LedgerEvent {
  return { tenantId, type: 'agent.enrolment_refused', actor: party, subject: party, data: { reason } };
}

function refused(reason: string): PlatformError {
  return new PlatformError('enrolment_refused', `enrolment refused: ${reason}`, { details: { reason } });
}

/** Checks a certificate request, hashes its key and reads the ids that it asks for. @throws PlatformError `csr_refused` */
function readRequest(csr: string): { keyHash: Buffer; requestedUris: readonly string[] } {
  try {
    const { publicKey, requestedUris } = checkCsr(csr);
    return { keyHash: sha256(exportPublicKeyDer(publicKey)), requestedUris };
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new PlatformError('csr_refused', 'the certificate request is refused', { cause, reason: cause.code });
  }
}

function joinTokenOf(row: Row<'join_tokens'>): JoinToken {
  return {
    id: row.id,
    fleetId: row.fleet_id,
    name: row.name,
    labels: row.labels,
    maxUses: row.max_uses,
    uses: row.uses,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
