import assert from 'node:assert/strict';
import type { CertificateAuthority } from '../certificate-authority.ts';
import { keySigner } from '../ca-signer.ts';
import { createIssuingCa, createRootCa } from '../create-ca.ts';
import { createCsr } from '../csr.ts';
import { PkiError, type PkiErrorCode } from '../errors.ts';
import type { IssuedCertificate } from '../issued-certificate.ts';
import { generateKeyPair, type KeyPair } from '../key-pair.ts';
import { agentSpiffeId, type SpiffeId } from '../spiffe-id.ts';

export const trustDomain = 'fleet.example';
export const agentId = agentSpiffeId(trustDomain, 'tnt_1', 'agt_1');

/** A root and an issuing authority made at `now`, with fresh keys. */
export async function makeAuthorities(
  now: number,
): Promise<{ root: CertificateAuthority; issuing: CertificateAuthority }> {
  const [rootKey, issuingKey] = await Promise.all([generateKeyPair(), generateKeyPair()]);
  const root = await createRootCa({ signer: rootKey.privateKey, trustDomain, now, organization: 'Example' });
  const issuing = await createIssuingCa({ root, signer: keySigner(issuingKey.privateKey), now });
  return { root, issuing };
}

/** A fresh key and a certificate for an agent. */
export async function makeAgent(
  issuing: CertificateAuthority,
  now: number,
  spiffeId: SpiffeId = agentId,
): Promise<IssuedCertificate & KeyPair> {
  const keyPair = await generateKeyPair();
  const csr = createCsr({ keyPair, spiffeId }).pem;
  return { ...keyPair, ...(await issuing.issueAgentCertificate({ csr, spiffeId, now })) };
}

/** Matches an error by code, for `assert.throws` and `assert.rejects`. */
export function withCode(...codes: readonly PkiErrorCode[]): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof PkiError, `expected a PkiError, got ${String(error)}`);
    assert.ok(codes.includes(error.code), `${error.code} is not ${codes.join(' or ')}: ${error.message}`);
    return true;
  };
}
