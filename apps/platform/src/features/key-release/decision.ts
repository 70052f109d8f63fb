import { recipientPublicKey, TgspError, type RecipientPublicKey } from '@tensorguard/tgsp';
import type { Tx } from '../../db/database.ts';
import * as store from './store.ts';

/** Knows which releases an agent is to run. */
export interface DirectedReleases {
  /** Whether the agent is directed to the release, in the transaction's tenant. */
  isDirected(tx: Tx, agentId: string, releaseId: string): Promise<boolean>;
}

/** How far an agent is trusted now, 0 to 100. */
export type TrustScore = (tx: Tx, agentId: string) => Promise<{ readonly score: number }>;

/** Why a key stays where it is; in log and ledger, never told to the agent. */
export type RefusalReason =
  | 'agent_unknown'
  | 'agent_not_active'
  | 'release_unknown'
  | 'release_withdrawn'
  | 'not_directed'
  | 'digest_mismatch'
  | 'trust_too_low'
  | 'recipient_key_malformed';

/** What an agent asks for. */
export interface KeyRequest {
  readonly agentId: string;
  readonly releaseId: string;
  readonly packageDigest: string;
}

/** The facts that allow a release of the key. */
export interface Grant {
  /** The agent's key, to seal to. */
  readonly recipient: RecipientPublicKey;
  readonly release: store.OfferedRelease;
  readonly trustScore: number;
}

/** A key is released, or the one reason why it is not. */
export type Decision =
  | { readonly allowed: true; readonly grant: Grant }
  | { readonly allowed: false; readonly reason: RefusalReason; readonly trustScore?: number };

/** What decides. */
export interface DecisionRules {
  readonly desired: DirectedReleases;
  readonly trust: TrustScore;
  /** Lowest score with which an agent gets keys. */
  readonly minTrust: number;
}

/** Decides about a key in the transaction's tenant: identity, release, directive, content and trust, in this order. */
export async function decideKeyRelease(tx: Tx, rules: DecisionRules, request: KeyRequest): Promise<Decision> {
  const { agentId, releaseId, packageDigest } = request;
  const agent = await store.findAgent(tx, agentId);
  if (!agent) return refuse('agent_unknown');
  if (agent.status !== 'active') return refuse('agent_not_active');
  const release = await store.findRelease(tx, releaseId);
  if (!release) return refuse('release_unknown');
  if (release.state !== 'available') return refuse('release_withdrawn');
  if (!(await rules.desired.isDirected(tx, agentId, releaseId))) return refuse('not_directed');
  if (release.digest !== packageDigest) return refuse('digest_mismatch');
  const { score: trustScore } = await rules.trust(tx, agentId);
  // Written so that a score that is no number refuses.
  if (!(trustScore >= rules.minTrust)) return { ...refuse('trust_too_low'), trustScore };
  const recipient = recipientOf(agent);
  return recipient ? { allowed: true, grant: { recipient, release, trustScore } } : refuse('recipient_key_malformed');
}

function recipientOf(agent: store.KeyHolder): RecipientPublicKey | undefined {
  try {
    return recipientPublicKey(agent.recipient_key);
  } catch (error) {
    if (error instanceof TgspError) return undefined;
    throw error;
  }
}

function refuse(reason: RefusalReason) {
  return { allowed: false, reason } as const;
}
