import type { AgentFacts } from '@tensorguard/contract';
import type { BackoffOptions, Clock, Logger } from '@tensorguard/core';
import { AgentError } from '../errors.ts';
import { enrol } from './enrol.ts';
import type { IdentityFile } from './identity-file.ts';
import type { ActiveIdentity } from './identity.ts';

/** What is needed to have an identity. */
export interface ObtainIdentityOptions {
  readonly file: IdentityFile;
  readonly platformUrl: string;
  readonly joinToken: string | undefined;
  readonly name: string;
  readonly facts: () => AgentFacts;
  readonly clock: Clock;
  readonly retry: BackoffOptions;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/**
 * Takes the stored identity, or enrols: when there is none, or when it has expired and a join token is there. A stored
 * identity that is still valid wins over a join token.
 *
 * @throws AgentError `identity_revoked`, `identity_expired`, `join_token_missing`, and the codes of `enrol`
 */
export async function obtainIdentity(options: ObtainIdentityOptions): Promise<ActiveIdentity> {
  const { file, joinToken, clock, logger } = options;
  const stored = await file.read();
  if (stored?.state === 'revoked') {
    throw new AgentError('identity_revoked', `the platform revoked this identity at ${stored.revokedAt}`, {
      details: { agentId: stored.agentId },
    });
  }
  const isExpired = stored?.state === 'active' && clock.now() >= stored.notAfter;
  if (stored?.state === 'active' && !isExpired) return stored;
  if (joinToken === undefined) throw withoutToken(isExpired);
  if (isExpired) logger.warn('identity.expired', { agentId: stored.agentId });
  const pending = stored?.state === 'pending' ? stored : undefined;
  return enrol({ ...options, joinToken, facts: options.facts(), pending });
}

function withoutToken(isExpired: boolean): AgentError {
  return isExpired
    ? new AgentError('identity_expired', 'the certificate has expired: enrol again with a new join token')
    : new AgentError('join_token_missing', 'there is no stored identity: give a join token');
}
