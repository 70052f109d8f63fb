import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { RegoError } from '../../errors.ts';
import { integerOf } from '../../value/big-number.ts';
import { fromJs } from '../../value/json.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { RegoSet } from '../../value/rego-set.ts';
import { isArray, isNumber, type Value } from '../../value/value.ts';
import type { Builtin, BuiltinContext, BuiltinFunction } from '../builtin.ts';
import { builtinError } from '../operand-error.ts';
import { DerError } from './internal/der.ts';
import { Base64Error, decodeBase64 } from './internal/go-base64.ts';
import { nextPemBlock, pemBlocks } from './internal/pem.ts';
import { PrivateKeyError, privateKeyJson, privateKeyJwk, privateKeysOf } from './internal/private-keys.ts';
import { readCertificates, type Certificate } from './internal/x509-certificate.ts';
import { certificateJson, extendedCertificateJson, KEY_USAGE_NAMES } from './internal/x509-json.ts';
import { certificateRequestJson } from './internal/x509-request.ts';
import { verifyChain, type ChainOptions } from './internal/x509-verify.ts';

const PEM = '-----BEGIN';
/** Units that the characters of a text count for. */
const CHARACTERS_PER_UNIT = 4;

/** Runs a function on text from outside; what is wrong with the text is an error of the builtin. */
function reading(name: string, run: BuiltinFunction): BuiltinFunction {
  return (operands, context) => {
    for (const operand of operands) {
      if (typeof operand === 'string') context.charge(operand.length / CHARACTERS_PER_UNIT);
    }
    try {
      return run(operands, context);
    } catch (cause) {
      if (!isUnreadable(cause)) throw cause;
      throw builtinError(name, (cause as Error).message);
    }
  };
}

function isUnreadable(cause: unknown): boolean {
  if (cause instanceof RegoError) return cause.code === 'value_invalid';
  return cause instanceof DerError || cause instanceof Base64Error || cause instanceof PrivateKeyError;
}

/** Certificates in PEM, in base64 of PEM, or in base64 of DER. */
function certificatesOf(text: string): Certificate[] {
  if (text.startsWith(PEM)) return certificatesOfPem(text);
  const bytes = decodeBase64(text);
  return bytes.toString('latin1', 0, PEM.length) === PEM
    ? certificatesOfPem(bytes.toString())
    : readCertificates(bytes);
}

function certificatesOfPem(text: string): Certificate[] {
  const blocks = pemBlocks(text);
  const other = blocks.find(({ type }) => type !== 'CERTIFICATE');
  if (other !== undefined) throw new DerError(`PEM block type is '${other.type}', expected CERTIFICATE`);
  return readCertificates(Buffer.concat(blocks.map(({ bytes }) => bytes)));
}

const parseCertificates: BuiltinFunction = ([text]) =>
  fromJs(certificatesOf(text as string).map(extendedCertificateJson));

const INVALID: Value = [false, []];

/** The certificates of a text as a chain (root first, leaf last in the text; the other way round in the result). */
function verified(text: string, options: ChainOptions): readonly Certificate[] | undefined {
  let certificates: Certificate[];
  try {
    certificates = certificatesOf(text);
  } catch (cause) {
    if (isUnreadable(cause)) return undefined;
    throw cause;
  }
  const [root, ...others] = certificates;
  const leaf = others.pop();
  return root === undefined || leaf === undefined ? undefined : verifyChain(root, others, leaf, options);
}

function defaultOptions(context: BuiltinContext): ChainOptions {
  return { timeNs: context.nowNs, dnsName: '', keyUsages: [] };
}

const parseAndVerify: BuiltinFunction = ([text], context) => {
  const chain = verified(text as string, defaultOptions(context));
  return chain === undefined ? INVALID : [true, fromJs(chain.map(extendedCertificateJson))];
};

const WITH_OPTIONS = 'crypto.x509.parse_and_verify_certificates_with_options';

const parseAndVerifyWithOptions: BuiltinFunction = ([text, options], context) => {
  const chainOptions = chainOptionsOf(options as RegoObject, defaultOptions(context));
  const chain = verified(text as string, chainOptions);
  return chain === undefined ? INVALID : [true, fromJs(chain.map(certificateJson))];
};

function chainOptionsOf(options: RegoObject, defaults: ChainOptions): ChainOptions {
  let { dnsName, timeNs, keyUsages } = defaults;
  for (const [key, value] of options) {
    if (typeof key !== 'string') continue;
    switch (key) {
      case 'DNSName':
        if (typeof value !== 'string') throw builtinError(WITH_OPTIONS, "'DNSName' should be a string");
        dnsName = value.replaceAll(/^"+|(?<!")"+$/g, '');
        break;
      case 'CurrentTime':
        timeNs = integerOption(key, value, 'int64 number');
        break;
      case 'MaxConstraintComparisons':
        // There is no such limit here, because the work is linear in the size of the certificates.
        integerOption(key, value, 'number');
        break;
      case 'KeyUsages':
        keyUsages = keyUsagesOf(value);
        break;
      default:
        throw builtinError(WITH_OPTIONS, 'invalid key option');
    }
  }
  return { dnsName, timeNs, keyUsages };
}

function integerOption(name: string, value: Value, kind: string): bigint {
  if (!isNumber(value)) throw builtinError(WITH_OPTIONS, `'${name}' should be a number`);
  const integer = integerOf(value);
  if (integer === undefined || BigInt.asIntN(64, integer) !== integer) {
    throw builtinError(WITH_OPTIONS, `'${name}' should be a valid ${kind}`);
  }
  return integer;
}

function keyUsagesOf(value: Value): number[] {
  const items = isArray(value) ? value : value instanceof RegoSet ? value.items : undefined;
  if (items === undefined) throw builtinError(WITH_OPTIONS, "'KeyUsages' should be an Array or Set");
  const names = items.filter((item) => typeof item === 'string').map((name) => name.replaceAll(/^"+|(?<!")"+$/g, ''));
  const invalid = names.filter((name) => !KEY_USAGE_NAMES.has(name));
  if (invalid.length > 0) {
    throw builtinError(WITH_OPTIONS, `invalid entries for 'KeyUsages' found: [${invalid.join(' ')}]`);
  }
  return names.map((name) => KEY_USAGE_NAMES.get(name)!);
}

const REQUEST = 'CERTIFICATE REQUEST';

const parseRequest: BuiltinFunction = ([operand]) => {
  const text = operand as string;
  const isPem = text.startsWith(`${PEM} ${REQUEST}-----`);
  const bytes = isPem ? Buffer.from(text) : decodeBase64(text);
  const block = nextPemBlock(bytes.toString('latin1'));
  if (block !== undefined && block.type !== REQUEST) {
    throw new DerError('invalid PEM-encoded certificate signing request');
  }
  return fromJs(certificateRequestJson(block?.bytes ?? bytes));
};

const parseKeypair: BuiltinFunction = ([certificate, key]) => {
  const chain = pemBlocks(pemOf(certificate as string, 'CERTIFICATE')).filter(({ type }) => type === 'CERTIFICATE');
  if (chain.length === 0) throw new DerError('tls: failed to find any PEM data in certificate input');
  const [leaf] = readCertificates(chain[0]!.bytes);
  const privateKey = privateKeyOf(pemOf(key as string, 'PRIVATE KEY'));
  if (!createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).equals(leaf!.rawSpki)) {
    throw new DerError('tls: private key does not match public key');
  }
  return fromJs({
    Certificate: chain.map(({ bytes }) => bytes.toString('base64')),
    PrivateKey: privateKeyJson(privateKey),
    SupportedSignatureAlgorithms: null,
    OCSPStaple: null,
    SignedCertificateTimestamps: null,
    Leaf: certificateJson(leaf!),
  });
};

/** PEM as it is, or what base64 holds: PEM, or DER that is made a block of a type. */
function pemOf(text: string, type: string): string {
  if (text.startsWith(`${PEM} `)) return text;
  const bytes = decodeBase64(text);
  if (bytes.toString('latin1', 0, PEM.length + 1) === `${PEM} `) return bytes.toString();
  return `${PEM} ${type}-----\n${bytes.toString('base64')}\n-----END ${type}-----\n`;
}

/** The first private key of a PEM text, in whichever of the three forms its bytes are. */
function privateKeyOf(pem: string): KeyObject {
  const block = pemBlocks(pem).find(({ type }) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'));
  if (block === undefined) throw new PrivateKeyError('tls: failed to find any PEM data in key input');
  for (const type of ['pkcs1', 'pkcs8', 'sec1'] as const) {
    try {
      return createPrivateKey({ key: block.bytes, format: 'der', type });
    } catch {
      // It may be of the next form.
    }
  }
  throw new PrivateKeyError('tls: failed to parse private key');
}

const parseRsaPrivateKey: BuiltinFunction = ([operand]) => {
  const text = operand as string;
  if (text === '') throw new PrivateKeyError('input PEM data was empty');
  const [key] = privateKeysOf(text.startsWith(PEM) ? text : decodeBase64(text).toString());
  return key === undefined ? null : fromJs(privateKeyJwk(key));
};

const parsePrivateKeys: BuiltinFunction = ([text]) =>
  text === '' ? null : fromJs(privateKeysOf(text as string).map(privateKeyJson));

function x509(name: string, args: Builtin['args'], result: Builtin['result'], run: BuiltinFunction): Builtin {
  return { name, args, result, deterministic: true, run: reading(name, run) };
}

/** The builtins of OPA's category "crypto" on certificates, requests and keys. */
export const x509Builtins: readonly Builtin[] = [
  x509('crypto.x509.parse_certificates', ['string'], 'array', parseCertificates),
  {
    ...x509('crypto.x509.parse_and_verify_certificates', ['string'], 'array', parseAndVerify),
    // Certificates expire.
    deterministic: false,
  },
  { ...x509(WITH_OPTIONS, ['string', 'object'], 'array', parseAndVerifyWithOptions), deterministic: false },
  x509('crypto.x509.parse_certificate_request', ['string'], 'object', parseRequest),
  x509('crypto.x509.parse_keypair', ['string', 'string'], 'object', parseKeypair),
  x509('crypto.x509.parse_rsa_private_key', ['string'], 'object', parseRsaPrivateKey),
  x509('crypto.parse_private_keys', ['string'], 'array', parsePrivateKeys),
];
