import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CaSigner } from './ca-signer.ts';
import { PkiError } from './errors.ts';
import {
  bitsOf,
  contextTag,
  elements,
  enumeratedOf,
  explicitValue,
  hexIntegerOf,
  numberOf,
  parseDer,
  rawOf,
  reading,
  timeOf,
  type Asn1Node,
} from './internal/asn1-read.ts';
import {
  enumerated,
  contextConstructed,
  integer,
  integerFromHex,
  sequence,
  sequenceOf,
  time,
  type Asn1,
} from './internal/asn1-write.ts';
import { authorityKeyIdentifier, extension } from './internal/extensions.ts';
import { OID } from './internal/oids.ts';
import type { ParsedCertificate } from './internal/parse-certificate.ts';
import { readExtensions } from './internal/read-extensions.ts';
import { caSignatureAlgorithm, verifySignature } from './internal/signature-algorithms.ts';
import { signStructure } from './internal/signed-structure.ts';
import { encodePem } from './pem.ts';
import { REVOCATION_REASONS, revocationReasonOf, type RevocationReason } from './revocation-reason.ts';

/** One revoked certificate. */
export interface RevokedCertificate {
  /** Lower-case hex. */
  readonly serial: string;
  /** Milliseconds since the epoch. */
  readonly revokedAt: number;
  readonly reason?: RevocationReason;
}

/** The content of a CRL to sign. */
export interface SignCrlRequest {
  readonly revoked: readonly RevokedCertificate[];
  /** Grows with every CRL of the authority. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
}

/** A signed CRL in both encodings; PEM is made when it is asked for. */
export interface SignedCrl {
  readonly der: Buffer;
  readonly pem: string;
}

/** A CRL whose signature is verified. */
export interface Crl {
  readonly number: number;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** By serial, lower-case hex. */
  readonly revoked: ReadonlyMap<string, RevokedCertificate>;
}

const VERSION_2 = 1;
const EXTENSIONS_TAG = 0;
const SERIAL = /^[0-9a-f]{1,40}$/;
const MAX_CRL_BYTES = 16 * 1024 * 1024;
/** An entry with a reason has 9 values. */
const CRL_LIMITS = { maxBytes: MAX_CRL_BYTES, maxNodes: 2_000_000 };
/** Entries that are encoded without a pause: a few milliseconds of work. */
const ENTRIES_PER_SLICE = 250;
const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([OID.crlNumber, OID.authorityKeyIdentifier]);

/**
 * Signs a CRL, version 2 (RFC 5280 section 5). However many certificates there are, it never keeps the process busy for long.
 * Errors: `profile_invalid`.
 */
export async function buildCrl(
  request: SignCrlRequest,
  issuer: ParsedCertificate,
  signer: CaSigner,
): Promise<SignedCrl> {
  const { revoked, number, thisUpdate, nextUpdate } = request;
  if (!(nextUpdate > thisUpdate) || !Number.isSafeInteger(number) || number < 0) {
    throw new PkiError('profile_invalid', 'a CRL has a number and a nextUpdate after thisUpdate');
  }
  const entries = await encodeEntries(revoked);
  const tbs = sequence(
    integer(VERSION_2),
    caSignatureAlgorithm(),
    issuer.subject,
    time(thisUpdate),
    time(nextUpdate),
    ...(entries.length === 0 ? [] : [sequenceOf(entries)]),
    contextConstructed(
      EXTENSIONS_TAG,
      sequence(authorityKeyIdentifier(issuer.publicKey), extension(OID.crlNumber, false, integer(number))),
    ),
  );
  const der = await signStructure(tbs, signer);
  return {
    der,
    get pem() {
      return encodePem('X509 CRL', der);
    },
  };
}

/** The entries in DER, slice by slice; between two slices the process does what else there is to do. */
async function encodeEntries(revoked: readonly RevokedCertificate[]): Promise<Buffer[]> {
  const given = [...revoked];
  const slices: Buffer[] = [];
  for (let from = 0; from < given.length; from += ENTRIES_PER_SLICE) {
    if (from > 0) await nextTurn();
    const slice = given.slice(from, from + ENTRIES_PER_SLICE);
    slices.push(Buffer.concat(slice.map((entry) => crlEntry(entry))));
  }
  return slices;
}

function crlEntry({ serial, revokedAt, reason = 'unspecified' }: RevokedCertificate): Asn1 {
  if (!SERIAL.test(serial)) throw new PkiError('profile_invalid', 'a serial is lower-case hex of at most 20 bytes');
  const code = REVOCATION_REASONS[reason];
  const extensions = code === 0 ? [] : [sequence(extension(OID.reasonCode, false, enumerated(code)))];
  return sequence(integerFromHex(serial), time(revokedAt), ...extensions);
}

/**
 * Reads a CRL and verifies it by its issuer's certificate.
 *
 * @throws PkiError `crl_invalid` also when it is by another issuer or not valid at `now` (milliseconds since the epoch)
 */
export function readCrl(der: Uint8Array, issuer: ParsedCertificate, now: number): Crl {
  return reading('crl_invalid', 'CRL', () => {
    const [tbs, algorithm, signature, ...rest] = elements(parseDer(der, CRL_LIMITS));
    const [version, innerAlgorithm, name, thisUpdate, nextUpdate, ...optional] = elements(tbs);
    const sameAlgorithm = rawOf(innerAlgorithm).equals(rawOf(algorithm));
    if (rest.length > 0 || numberOf(version) !== VERSION_2 || !sameAlgorithm) throw invalid('fields');
    if (!rawOf(name).equals(issuer.subject)) throw invalid('another issuer');
    if (!verifySignature(algorithm, rawOf(tbs), issuer.publicKey, bitsOf(signature))) throw invalid('signature');
    const times = { thisUpdate: timeOf(thisUpdate), nextUpdate: timeOf(nextUpdate) };
    if (now < times.thisUpdate || now > times.nextUpdate) throw invalid('not current');
    const hasEntries = optional[0] !== undefined && contextTag(optional[0]) === undefined;
    const entries = hasEntries ? elements(optional[0]).map((entry) => readEntry(entry)) : [];
    const number = readNumber(hasEntries ? optional.slice(1) : optional);
    return { ...times, number, revoked: new Map(entries.map((entry) => [entry.serial, entry])) };
  });
}

function readNumber(optional: readonly Asn1Node[]): number {
  const [node, ...rest] = optional;
  if (node === undefined || rest.length > 0 || contextTag(node) !== EXTENSIONS_TAG) throw invalid('extensions');
  const extensions = readExtensions(explicitValue(node));
  for (const [id, { critical }] of extensions) {
    if (critical && !KNOWN_EXTENSIONS.has(id)) throw invalid('unknown critical extension');
  }
  const number = extensions.get(OID.crlNumber);
  if (!number) throw invalid('no CRL number');
  return numberOf(parseDer(number.value, CRL_LIMITS));
}

function readEntry(node: Asn1Node): RevokedCertificate {
  const [serial, revokedAt, extensions, ...rest] = elements(node);
  if (rest.length > 0) throw invalid('entry');
  const found = extensions && readExtensions(extensions);
  if (found && [...found.values()].some(({ critical }) => critical)) throw invalid('unknown critical extension');
  const reason = found?.get(OID.reasonCode);
  const code = reason ? enumeratedOf(parseDer(reason.value, CRL_LIMITS)) : 0;
  return { serial: hexIntegerOf(serial), revokedAt: timeOf(revokedAt), reason: revocationReasonOf(code) };
}

function invalid(reason: string): PkiError {
  return new PkiError('crl_invalid', `not a usable CRL: ${reason}`, { details: { reason } });
}
