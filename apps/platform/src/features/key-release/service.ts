import type { KeyReleaseContext } from '@tensorguard/contract';
import { isoTime, type Digest } from '@tensorguard/core';
import type { BlobStore } from '../../blobs/blob-store.ts';
import { serveBlob } from '../../blobs/serve-blob.ts';
import type { Database, Tx } from '../../db/database.ts';
import { notFound, PlatformError } from '../../errors.ts';
import type { RawAnswer } from '../../http/binding.ts';
import { agentOf, partyOf, type AgentActor, type RequestContext } from '../../http/context.ts';
import type { PackagingKeys } from '../../keys/packaging-keys.ts';
import { fileNameOf } from '../releases/service.ts';
import { decideKeyRelease, type Decision, type DecisionRules, type Grant, type KeyRequest } from './decision.ts';
import { sealForAgent } from './seal.ts';
import * as store from './store.ts';

/** How long an agent may take to open a released key, milliseconds (5 minutes). */
export const KEY_RELEASE_LIFETIME_MS = 300_000;

/** What key release works with. */
export interface KeyReleaseOptions extends DecisionRules {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly packagingKeys: PackagingKeys;
}

/** Hands packages and their keys to the agents that are directed to them. */
export type KeyRelease = ReturnType<typeof createKeyRelease>;

/** Makes the key release service. */
export function createKeyRelease(options: KeyReleaseOptions) {
  const { database, blobs, packagingKeys, desired } = options;

  /** Decides and records in one transaction. */
  const decide = (
    agent: AgentActor,
    request: KeyRequest,
    onGrant: (tx: Tx, grant: Grant) => Promise<void> = () => Promise.resolve(),
  ) =>
    database.tenant(agent.tenantId, async (tx) => {
      const decision = await decideKeyRelease(tx, options, request);
      if (decision.allowed) await onGrant(tx, decision.grant);
      else recordRefusal(tx, agent, request, decision);
      return { decision, now: tx.now };
    });

  return {
    /**
     * Seals the content key of a release to an agent. The decision is made before the key is touched and again when the release
     * of the key is recorded, so that a revocation in between still holds it back.
     *
     * @throws PlatformError `key_release_refused`, `unavailable`
     */
    async release(agent: AgentActor, asked: { releaseId: string; packageDigest: string; nonce: string }) {
      const { releaseId, packageDigest, nonce } = asked;
      const request: KeyRequest = { agentId: agent.id, releaseId, packageDigest };
      const { decision, now } = await decide(agent, request);
      const { release, recipient } = requireAllowed(decision);
      const context: KeyReleaseContext = {
        v: 1,
        agentId: agent.id,
        releaseId,
        packageDigest,
        nonce,
        expiresAt: isoTime(now + KEY_RELEASE_LIFETIME_MS),
      };
      const { tenantId } = agent;
      const sealed = await sealForAgent({ blobs, packagingKeys, tenantId, release, recipient, context });
      const final = await decide(agent, request, async (tx, { trustScore }) => {
        const directive = await store.findDirective(tx, agent.id, release);
        tx.record({
          tenantId,
          type: 'key.released',
          actor: partyOf(agent),
          subject: { kind: 'release', id: releaseId },
          data: { releaseId, packageDigest, trustScore, expiresAt: context.expiresAt, ...directive },
        });
      });
      requireAllowed(final.decision);
      return { context, sealed };
    },

    /** The package of a release that the agent is directed to. @throws PlatformError `not_found`, `unavailable` */
    async download(context: RequestContext, releaseId: string): Promise<RawAnswer> {
      const agent = agentOf(context);
      const release = await database.tenant(agent.tenantId, async (tx) => {
        const found = await store.findRelease(tx, releaseId);
        const offered = found?.state === 'available' && (await desired.isDirected(tx, agent.id, releaseId));
        return offered ? found : undefined;
      });
      // Whether it exists is none of the agent's business.
      if (!release) throw notFound('release', releaseId);
      return serveBlob(blobs, { digest: release.digest as Digest, fileName: fileNameOf(release) }, context);
    },
  };
}

function recordRefusal(
  tx: Tx,
  agent: AgentActor,
  { releaseId, packageDigest }: KeyRequest,
  { reason, trustScore }: Extract<Decision, { allowed: false }>,
): void {
  tx.record({
    tenantId: agent.tenantId,
    type: 'key.refused',
    actor: partyOf(agent),
    subject: { kind: 'release', id: releaseId },
    data: { reason, releaseId, packageDigest, ...(trustScore === undefined ? {} : { trustScore }) },
  });
}

/** The grant of a decision. The reason of a refusal is for the log only. @throws PlatformError `key_release_refused` */
function requireAllowed(decision: Decision): Grant {
  if (decision.allowed) return decision.grant;
  const { reason, trustScore } = decision;
  throw new PlatformError('key_release_refused', `the key is not released: ${reason}`, {
    details: { reason, ...(trustScore === undefined ? {} : { trustScore }) },
  });
}
