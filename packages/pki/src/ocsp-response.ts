import { createHash } from 'node:crypto';
import type { CaSigner } from './ca-signer.ts';
import { certificateFromInput, type CertificateInput } from './certificate-input.ts';
import { PkiError } from './errors.ts';
import {
  bitString,
  enumerated,
  contextConstructed,
  generalizedTime,
  contextPrimitive,
  octetString,
  oid,
  sequence,
  type Asn1,
} from './internal/asn1-write.ts';
import { extension, keyIdentifier, publicKeyBits } from './internal/extensions.ts';
import { OID } from './internal/oids.ts';
import { parseCertificate, type ParsedCertificate } from './internal/parse-certificate.ts';
import { caSignatureAlgorithm } from './internal/signature-algorithms.ts';
import { parseOcspRequest, type OcspCertId, type OcspRequest } from './ocsp-request.ts';
import { REVOCATION_REASONS, type RevocationReason } from './revocation-reason.ts';

/** What the authority knows about a serial. */
export type CertificateStatus =
  | { readonly status: 'good' }
  | { readonly status: 'unknown' }
  | { readonly status: 'revoked'; readonly revokedAt: number; readonly reason?: RevocationReason };

/** Finds the status of a serial (lower-case hex) of this authority. */
export type CertificateStatusLookup = (serial: string) => CertificateStatus | Promise<CertificateStatus>;

/** A delegated responder: its certificate from the same authority and its key. */
export interface OcspResponder {
  readonly certificate: CertificateInput;
  readonly signer: CaSigner;
}

/** When and by whom an answer is made. */
export interface OcspOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long the answer may be used, in milliseconds; {@link DEFAULT_OCSP_VALIDITY_MS} when left out. */
  readonly validityMs?: number;
  /** Signs instead of the authority itself. */
  readonly responder?: OcspResponder;
}

/** A DER OCSPResponse for the wire, and what it says, for the log. */
export interface OcspAnswer {
  readonly der: Buffer;
  readonly outcome: keyof typeof RESPONSE_STATUS;
  readonly statuses: readonly { readonly serial: string; readonly status: CertificateStatus['status'] }[];
}

/** How long an answer may be used when nothing else is asked: short, because revocation is meant to be quick. */
export const DEFAULT_OCSP_VALIDITY_MS = 10 * 60_000;

/** OCSPResponseStatus of RFC 6960 section 4.2.1. */
const RESPONSE_STATUS = { successful: 0, malformed_request: 1, internal_error: 2 } as const;
const STATUS_TAG = { good: 0, revoked: 1, unknown: 2 } as const;
const RESPONSE_BYTES_TAG = 0;
const RESPONDER_BY_KEY_TAG = 2;
const RESPONSE_EXTENSIONS_TAG = 1;
const CERTIFICATES_TAG = 0;

interface Answering extends OcspOptions {
  readonly issuer: ParsedCertificate;
  readonly issuerSigner: CaSigner;
}

/** Answers a request; malformed ones and failing look-ups get the error statuses of the RFC. */
export async function answerOcsp(
  der: Uint8Array,
  lookup: CertificateStatusLookup,
  options: Answering,
): Promise<OcspAnswer> {
  const responder = options.responder && delegated(options.responder, options.issuer);
  let request;
  try {
    request = parseOcspRequest(der);
  } catch (error) {
    if (error instanceof PkiError) return failure('malformed_request');
    throw error;
  }
  let singles;
  try {
    singles = await Promise.all(request.certIds.map((certId) => statusOf(certId, lookup, options.issuer)));
  } catch {
    return failure('internal_error');
  }
  const basic = await signBasicResponse(request, singles, options, responder);
  const bytes = sequence(oid(OID.ocspBasic), octetString(basic));
  return {
    der: sequence(enumerated(RESPONSE_STATUS.successful), contextConstructed(RESPONSE_BYTES_TAG, bytes)),
    outcome: 'successful',
    statuses: request.certIds.map(({ serial }, at) => ({ serial, status: singles[at]!.status })),
  };
}

function failure(outcome: 'malformed_request' | 'internal_error'): OcspAnswer {
  return { der: sequence(enumerated(RESPONSE_STATUS[outcome])), outcome, statuses: [] };
}

/** Certificates of another authority are unknown here, whatever their serial. */
async function statusOf(
  certId: OcspCertId,
  lookup: CertificateStatusLookup,
  issuer: ParsedCertificate,
): Promise<CertificateStatus> {
  if (certId.hashAlgorithm === 'unknown') return { status: 'unknown' };
  const digest = (data: Uint8Array): Buffer => createHash(certId.hashAlgorithm).update(data).digest();
  const isOurs =
    certId.issuerNameHash.equals(digest(issuer.subject)) &&
    certId.issuerKeyHash.equals(digest(publicKeyBits(issuer.publicKey)));
  return isOurs ? lookup(certId.serial) : { status: 'unknown' };
}

async function signBasicResponse(
  request: OcspRequest,
  statuses: readonly CertificateStatus[],
  options: Answering,
  responder: { readonly certificate: ParsedCertificate; readonly signer: CaSigner } | undefined,
): Promise<Buffer> {
  const { now, validityMs = DEFAULT_OCSP_VALIDITY_MS, issuer, issuerSigner } = options;
  const signer = responder?.signer ?? issuerSigner;
  const singles = request.certIds.map((certId, at) =>
    sequence(
      certId.der,
      certStatus(statuses[at]!),
      generalizedTime(now),
      contextConstructed(0, generalizedTime(now + validityMs)),
    ),
  );
  const responderKey = octetString(keyIdentifier((responder?.certificate ?? issuer).publicKey));
  const extensions = request.nonce === undefined ? [] : [nonceExtension(request.nonce)];
  const data = sequence(
    contextConstructed(RESPONDER_BY_KEY_TAG, responderKey),
    generalizedTime(now),
    sequence(...singles),
    ...extensions,
  );
  const certificates = responder ? [contextConstructed(CERTIFICATES_TAG, sequence(responder.certificate.der))] : [];
  const signature = bitString(await signer.sign(data));
  return sequence(data, caSignatureAlgorithm(), signature, ...certificates);
}

function nonceExtension(nonce: Buffer): Asn1 {
  return contextConstructed(RESPONSE_EXTENSIONS_TAG, sequence(extension(OID.ocspNonce, false, octetString(nonce))));
}

function certStatus(status: CertificateStatus): Asn1 {
  const tag = STATUS_TAG[status.status];
  if (status.status !== 'revoked') return contextPrimitive(tag, new Uint8Array());
  const code = REVOCATION_REASONS[status.reason ?? 'unspecified'];
  const reason = code === 0 ? [] : [contextConstructed(0, enumerated(code))];
  return contextConstructed(tag, generalizedTime(status.revokedAt), ...reason);
}

function delegated(responder: OcspResponder, issuer: ParsedCertificate) {
  const certificate = parseCertificate(certificateFromInput(responder.certificate));
  const mayAnswer = certificate.extendedKeyUsage?.includes(OID.ocspSigning) && certificate.isSignedBy(issuer.publicKey);
  if (!mayAnswer || !certificate.publicKey.equals(responder.signer.publicKey)) {
    throw new PkiError('ca_invalid', 'not a delegated OCSP responder of this authority');
  }
  return { certificate, signer: responder.signer };
}
