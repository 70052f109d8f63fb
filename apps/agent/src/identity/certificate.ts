import type { KeyObject } from 'node:crypto';
import type { ActiveIdentity } from './identity.ts';
import { exportPublicKeyDer, verifyAgentCertificate } from '@tensorguard/pki';
import { AgentError } from '../errors.ts';

/** A certificate as the platform answers with it. */
export interface CertificateAnswer {
  readonly certificateChain: string;
  readonly trustBundle: string;
}

/** Whom the certificate must be for. */
export interface ExpectedHolder {
  readonly agentId: string;
  readonly tenantId: string;
  readonly spiffeId: string;
  readonly publicKey: KeyObject;
}

/**
 * Verifies a certificate that the platform issued to us: chain, identity, and that it certifies our key. Returns the parts
 * of an identity that it decides.
 *
 * @throws AgentError `identity_invalid`
 */
export function verifyOwnCertificate(
  answer: CertificateAnswer,
  expected: ExpectedHolder,
  now: number,
): Pick<ActiveIdentity, 'certificateChainPem' | 'trustBundlePem' | 'notBefore' | 'notAfter'> {
  const { certificateChain, trustBundle } = answer;
  const verified = verifyChain(certificateChain, trustBundle, now);
  const ours =
    verified.agentId === expected.agentId &&
    verified.tenantId === expected.tenantId &&
    verified.spiffeId === expected.spiffeId &&
    exportPublicKeyDer(verified.publicKey).equals(exportPublicKeyDer(expected.publicKey));
  if (!ours) throw new AgentError('identity_invalid', 'the certificate is not for this agent and key');
  const { notBefore, notAfter } = verified;
  return { certificateChainPem: certificateChain, trustBundlePem: trustBundle, notBefore, notAfter };
}

function verifyChain(chain: string, roots: string, now: number): ReturnType<typeof verifyAgentCertificate> {
  try {
    return verifyAgentCertificate(chain, roots, now);
  } catch (cause) {
    throw new AgentError('identity_invalid', 'the certificate from the platform does not verify', { cause });
  }
}
