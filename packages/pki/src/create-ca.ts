import { CertificateAuthority } from './certificate-authority.ts';
import { keySigner, requireCaKey, type CaSigner } from './ca-signer.ts';

import { buildCertificate, CLOCK_SKEW_MS, requireLifetime } from './internal/build-certificate.ts';
import { distinguishedName } from './internal/names.ts';
import { rootCaExtensions, type RevocationUrls } from './internal/profiles.ts';
import type { PrivateKeyInput } from './key-pair.ts';
import { LIFETIMES } from './lifetimes.ts';
import { trustDomainSpiffeId } from './spiffe-id.ts';

/** A root authority to make. The caller keeps the key: a signer or a private key comes in. */
export interface CreateRootCaOptions {
  readonly signer: CaSigner | PrivateKeyInput;
  readonly trustDomain: string;
  readonly commonName?: string;
  readonly organization?: string;
  /** Milliseconds; {@link LIFETIMES}.rootCa when left out. */
  readonly lifetimeMs?: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Put into the certificates that the root issues. */
  readonly urls?: RevocationUrls;
}

/** An issuing authority to make under a root that is at hand. */
export interface CreateIssuingCaOptions {
  readonly root: CertificateAuthority;
  readonly signer: CaSigner | PrivateKeyInput;
  readonly commonName?: string;
  readonly organization?: string;
  readonly lifetimeMs?: number;
  readonly now: number;
  /** Put into the certificates that the issuing authority issues. */
  readonly urls?: RevocationUrls;
}

const DEFAULT_ROOT_NAME = 'TensorGuard root CA';
const DEFAULT_ISSUING_NAME = 'TensorGuard issuing CA';

/**
 * Makes a self-signed root authority.
 *
 * @throws PkiError `spiffe_id_invalid`, `profile_invalid`, `algorithm_not_allowed`
 */
export async function createRootCa(options: CreateRootCaOptions): Promise<CertificateAuthority> {
  const signer = asSigner(options.signer);
  const { now, trustDomain, organization, lifetimeMs = LIFETIMES.rootCa.defaultMs } = options;
  requireLifetime(lifetimeMs, LIFETIMES.rootCa.maxMs);
  const { commonName = DEFAULT_ROOT_NAME } = options;
  const name = distinguishedName({ commonName, ...(organization === undefined ? {} : { organization }) });
  const certificate = await buildCertificate(
    {
      issuer: name,
      subject: name,
      publicKey: signer.publicKey,
      notBefore: now - CLOCK_SKEW_MS,
      notAfter: now + lifetimeMs,
      extensions: rootCaExtensions(signer.publicKey, trustDomainSpiffeId(trustDomain)),
    },
    signer,
  );
  return new CertificateAuthority({ certificate, signer, ...urlsOf(options) });
}

/**
 * Makes an issuing authority with path length 0 under a root.
 *
 * @throws PkiError `profile_invalid`, `algorithm_not_allowed`, `ca_expired`, `ca_invalid`
 */
export async function createIssuingCa(options: CreateIssuingCaOptions): Promise<CertificateAuthority> {
  const signer = asSigner(options.signer);
  const { root, now, lifetimeMs, organization, commonName = DEFAULT_ISSUING_NAME } = options;
  const { der } = await root.issueIssuingCaCertificate({
    publicKey: signer.publicKey,
    commonName,
    now,
    ...(organization === undefined ? {} : { organization }),
    ...(lifetimeMs === undefined ? {} : { lifetimeMs }),
  });
  return new CertificateAuthority({ certificate: der, signer, ...urlsOf(options) });
}

function asSigner(input: CaSigner | PrivateKeyInput): CaSigner {
  if (typeof input === 'object' && 'sign' in input) {
    requireCaKey(input.publicKey);
    return input;
  }
  return keySigner(input);
}

function urlsOf({ urls }: { readonly urls?: RevocationUrls }): { readonly urls?: RevocationUrls } {
  return urls === undefined ? {} : { urls };
}
