import { createPublicKey } from 'node:crypto';
import { agentApiRoutes, ApiError, type AgentFacts } from '@tensorguard/contract';
import { Backoff, messageOf, type BackoffOptions, type Clock, type Logger } from '@tensorguard/core';
import { createCsr, exportPrivateKeyPem, generateKeyPair, importPrivateKey } from '@tensorguard/pki';
import { generateRecipientKey, recipientPublicKeyOf } from '@tensorguard/tgsp';
import { pinnedClient } from '../channel/platform-connection.ts';
import { platformError } from '../channel/platform-error.ts';
import { AgentError, codeOf } from '../errors.ts';
import { verifyOwnCertificate } from './certificate.ts';
import type { IdentityFile } from './identity-file.ts';
import type { ActiveIdentity, PendingIdentity } from './identity.ts';
import { parseJoinToken, type JoinToken } from './join-token.ts';
import { fetchPinnedRoot, pinnedRootOf } from './trust-bundle.ts';

/** What enrolment works with. */
export interface EnrolOptions {
  readonly platformUrl: string;
  readonly joinToken: string;
  readonly name: string;
  readonly facts: AgentFacts;
  readonly file: IdentityFile;
  /** Keys of an enrolment that was cut off. */
  readonly pending?: PendingIdentity | undefined;
  readonly clock: Clock;
  readonly retry: BackoffOptions;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const WORTH_RETRYING: ReadonlySet<string> = new Set(['platform_unreachable', 'platform_unavailable']);

/**
 * Exchanges a join token for an identity and stores it. The keys are made here and stored before the platform is asked, so
 * that a retry, also after a crash, uses the same ones. While the platform cannot be reached it tries again.
 *
 * @throws AgentError `join_token_malformed`, `trust_pin_mismatch`, `enrolment_refused`, `identity_invalid`,
 * `state_unwritable`, `superseded` (the signal fired)
 */
export async function enrol(options: EnrolOptions): Promise<ActiveIdentity> {
  const { clock, signal, logger } = options;
  const token = parseJoinToken(options.joinToken);
  const keys = options.pending ?? (await makeKeys(options.file));
  const backoff = new Backoff(options.retry);
  for (;;) {
    try {
      const identity = await requestIdentity(options, token, keys);
      await options.file.write(identity);
      logger.info('identity.enrolled', { agentId: identity.agentId, tenantId: identity.tenantId });
      return identity;
    } catch (error) {
      if (signal.aborted) throw new AgentError('superseded', 'the enrolment was given up', { cause: error });
      if (!WORTH_RETRYING.has(codeOf(error))) throw error;
      const delayMs = backoff.next();
      logger.warn('identity.enrolment_delayed', { code: codeOf(error), message: messageOf(error), delayMs });
      await clock.sleep(delayMs, signal).catch(() => undefined);
    }
  }
}

async function makeKeys(file: IdentityFile): Promise<PendingIdentity> {
  const [{ privateKey }, recipient] = await Promise.all([generateKeyPair(), generateRecipientKey()]);
  const pending: PendingIdentity = {
    v: 1,
    state: 'pending',
    privateKeyPem: exportPrivateKeyPem(privateKey),
    recipientKey: recipient.privateKey,
  };
  await file.write(pending);
  return pending;
}

async function requestIdentity(
  options: EnrolOptions,
  token: JoinToken,
  keys: PendingIdentity,
): Promise<ActiveIdentity> {
  const { platformUrl, name, facts, signal, clock } = options;
  const root = await fetchPinnedRoot(platformUrl, token.rootPin, signal);
  const privateKey = importPrivateKey(keys.privateKeyPem);
  const { xWing } = await recipientPublicKeyOf(keys.recipientKey);
  const { client, destroy } = pinnedClient(platformUrl, root);
  try {
    const csr = createCsr({ keyPair: { privateKey } }).pem;
    const body = { joinToken: token.text, name, csr, recipientKey: xWing, facts };
    const answer = await client.call(agentApiRoutes.enrol, { body }, { signal });
    // The platform may have more roots than the pinned one, but not others in its place.
    pinnedRootOf(answer.trustBundle, token.rootPin);
    const { agentId, tenantId, fleetId, spiffeId, directiveKeys, settings } = answer;
    const holder = { agentId, tenantId, spiffeId, publicKey: createPublicKey(privateKey) };
    return {
      v: 1,
      state: 'active',
      agentId,
      tenantId,
      fleetId,
      spiffeId,
      privateKeyPem: keys.privateKeyPem,
      ...verifyOwnCertificate(answer, holder, clock.now()),
      recipientKey: keys.recipientKey,
      directiveKeys,
      settings,
    };
  } catch (error) {
    throw refusalOf(error);
  } finally {
    await destroy();
  }
}

function refusalOf(error: unknown): unknown {
  const known = platformError(error);
  if (
    error instanceof ApiError &&
    known instanceof AgentError &&
    (known.code === 'platform_refused' || known.code === 'identity_revoked')
  ) {
    return new AgentError('enrolment_refused', `the platform refused the enrolment: ${error.message}`, {
      cause: error,
      details: { code: error.code },
    });
  }
  return known;
}
