import { timingSafeEqual } from 'node:crypto';
import { agentApiRoutes } from '@tensorguard/contract';
import { sha256 } from '@tensorguard/core';
import { encodePem, splitPem } from '@tensorguard/pki';
import { unverifiedClient } from '../channel/platform-connection.ts';
import { platformError } from '../channel/platform-error.ts';
import { AgentError } from '../errors.ts';

/**
 * Asks an unauthenticated platform for its roots and picks the one that the join token pins. Only that certificate may be
 * trusted afterwards.
 *
 * @returns the pinned root, PEM
 * @throws AgentError `trust_pin_mismatch`, `platform_unreachable`, `platform_unavailable`, `platform_refused`
 */
export async function fetchPinnedRoot(platformUrl: string, rootPin: Buffer, signal: AbortSignal): Promise<string> {
  const { client, destroy } = unverifiedClient(platformUrl);
  try {
    const { trustBundle } = await client.call(agentApiRoutes.getTrustBundle, {}, { signal });
    return pinnedRootOf(trustBundle, rootPin);
  } catch (error) {
    throw platformError(error);
  } finally {
    await destroy();
  }
}

/** The certificate in a bundle whose DER has the given SHA-256, PEM. @throws AgentError `trust_pin_mismatch` */
export function pinnedRootOf(trustBundlePem: string, rootPin: Buffer): string {
  const root = certificatesOf(trustBundlePem).find((der) => timingSafeEqual(sha256(der), rootPin));
  if (root === undefined) {
    throw new AgentError(
      'trust_pin_mismatch',
      'the platform’s root certificate is not the one that the join token names: wrong address, or somebody in between',
    );
  }
  return encodePem('CERTIFICATE', root);
}

function certificatesOf(pem: string): Buffer[] {
  try {
    return splitPem('CERTIFICATE', pem);
  } catch (cause) {
    throw new AgentError('trust_pin_mismatch', 'the platform has no root certificate to compare', { cause });
  }
}
