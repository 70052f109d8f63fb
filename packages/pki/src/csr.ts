import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { contextConstructed, integer, oid, sequence, setOf, bitString } from './internal/asn1-write.ts';
import { subjectAltName } from './internal/extensions.ts';
import { distinguishedName, dnsName, uriName } from './internal/names.ts';
import { OID } from './internal/oids.ts';
import { caSignatureAlgorithm } from './internal/signature-algorithms.ts';
import { requireCaKey } from './ca-signer.ts';
import { exportPublicKeyDer } from './key-pair.ts';
import { encodePem } from './pem.ts';
import type { SpiffeId } from './spiffe-id.ts';

/** A PKCS#10 request in both encodings. */
export interface Csr {
  readonly der: Buffer;
  readonly pem: string;
}

/** What a request says. The CA decides what goes into the certificate; names here are a wish. */
export interface CsrOptions {
  /** ECDSA P-256. */
  readonly keyPair: { readonly privateKey: KeyObject };
  readonly subject?: { readonly commonName: string; readonly organization?: string };
  readonly spiffeId?: SpiffeId;
  readonly dnsNames?: readonly string[];
}

const DEFAULT_COMMON_NAME = 'tensorguard agent';

/**
 * Makes a PKCS#10 request (RFC 2986) signed with ECDSA P-256 and SHA-256.
 *
 * @throws PkiError `algorithm_not_allowed`, `profile_invalid`
 */
export function createCsr(options: CsrOptions): Csr {
  const { privateKey } = options.keyPair;
  const publicKey = createPublicKey(privateKey);
  requireCaKey(publicKey);
  const info = sequence(
    integer(0),
    distinguishedName(options.subject ?? { commonName: DEFAULT_COMMON_NAME }),
    exportPublicKeyDer(publicKey),
    attributes(options),
  );
  const signature = sign('sha256', info, { key: privateKey, dsaEncoding: 'der' });
  const der = sequence(info, caSignatureAlgorithm(), bitString(signature));
  return { der, pem: encodePem('CERTIFICATE REQUEST', der) };
}

function attributes({ spiffeId, dnsNames = [] }: CsrOptions) {
  const names = [...(spiffeId === undefined ? [] : [uriName(spiffeId)]), ...dnsNames.map((name) => dnsName(name))];
  if (names.length === 0) return contextConstructed(0);
  return contextConstructed(0, sequence(oid(OID.extensionRequest), setOf(sequence(subjectAltName(names)))));
}
