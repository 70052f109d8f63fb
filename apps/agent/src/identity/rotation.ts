import { createPublicKey } from 'node:crypto';
import { agentApiRoutes, type ApiClient } from '@tensorguard/contract';
import { Backoff, messageOf, type BackoffOptions, type Clock, type Logger } from '@tensorguard/core';
import { createCsr, exportPrivateKeyPem, generateKeyPair, renewAt } from '@tensorguard/pki';
import { platformError } from '../channel/platform-error.ts';
import { codeOf } from '../errors.ts';
import { verifyOwnCertificate } from './certificate.ts';
import type { IdentityHolder } from './identity-holder.ts';

/** Longest single sleep, milliseconds: a machine that was suspended notices the time within it. */
const MAX_SLEEP_MS = 15 * 60_000;

/** What rotation works with. */
export interface RotationOptions {
  readonly identity: IdentityHolder;
  readonly client: () => ApiClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: BackoffOptions;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Called when a new certificate is in force. */
  readonly onRotated: () => void;
  readonly onIdentityRefused: () => void;
  /** Called when the certificate ran out before it could be renewed. */
  readonly onExpired: () => void;
}

/**
 * Renews the certificate at about half of its life, with a new key each time, until the signal fires or the identity is
 * lost. The old certificate stays valid meanwhile, so that nothing is interrupted.
 */
export async function keepRotating(options: RotationOptions): Promise<void> {
  const { identity, clock, random, signal, logger } = options;
  const backoff = new Backoff(options.retry);
  let due = renewAt(identity.current.notBefore, identity.current.notAfter, random);
  while (!signal.aborted) {
    if (identity.isExpired) return options.onExpired();
    const waitMs = due - clock.now();
    if (waitMs > 0) {
      await clock.sleep(Math.min(waitMs, MAX_SLEEP_MS), signal).catch(() => undefined);
      continue;
    }
    try {
      await renew(options);
      backoff.reset();
      // Counted from now: certificates are backdated, and half of a short life could lie in the past again and again.
      due = renewAt(clock.now(), identity.current.notAfter, random);
      options.onRotated();
    } catch (error) {
      if (signal.aborted) return;
      if (codeOf(error) === 'identity_revoked') return options.onIdentityRefused();
      // Never later than the end of the certificate, to notice it in time.
      due = Math.min(clock.now() + backoff.next(), identity.current.notAfter);
      logger.warn('identity.renewal_delayed', { code: codeOf(error), message: messageOf(error) });
    }
  }
}

/**
 * Gets a certificate for a new key and puts both in force.
 *
 * @throws AgentError `identity_revoked`, `identity_expired`, `identity_invalid`, `platform_*`, `state_unwritable`
 */
export async function renew(
  options: Pick<RotationOptions, 'identity' | 'client' | 'clock' | 'logger' | 'signal'>,
): Promise<void> {
  const { identity, client, clock, logger, signal } = options;
  const { privateKey } = await generateKeyPair();
  const csr = createCsr({ keyPair: { privateKey } }).pem;
  const answer = await client()
    .call(agentApiRoutes.renewCertificate, { body: { csr } }, { signal })
    .catch((error: unknown) => {
      throw platformError(error);
    });
  const holder = { ...identity.current, publicKey: createPublicKey(privateKey) };
  const certificate = verifyOwnCertificate(answer, holder, clock.now());
  await identity.update({ ...certificate, privateKeyPem: exportPrivateKeyPem(privateKey) });
  logger.info('identity.renewed', { notAfter: new Date(certificate.notAfter).toISOString() });
}
