import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalText } from '../../value/canonical-text.ts';
import { compareNumbers, toDouble, type RegoNumber } from '../../value/big-number.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { isArray, isNumber, type Value } from '../../value/value.ts';
import type { Builtin, BuiltinContext, BuiltinFunction } from '../builtin.ts';
import { builtinError } from '../operand-error.ts';
import { goJsonText } from './internal/go-json.ts';
import { JWT_ALGORITHMS, signJwt, verifiesJwt, type JwtAlgorithm } from './internal/jwt-algorithms.ts';
import { jwkSet, JwtKeyError, verificationKeys, type NamedKey } from './internal/jwt-keys.ts';
import {
  decodeHeader,
  decodePart,
  headerFields,
  JwtError,
  jsonObject,
  splitToken,
  type CompactToken,
} from './internal/jwt-token.ts';

/** Units that the characters of a token count for. */
const CHARACTERS_PER_UNIT = 4;
const NESTED = 'JWT';
const UNVERIFIED: Value = [false, RegoObject.EMPTY, RegoObject.EMPTY];

/** What is wrong with a token or a key is an error of the builtin. */
function reading(name: string, run: BuiltinFunction): BuiltinFunction {
  return (operands, context) => {
    for (const operand of operands) {
      if (typeof operand === 'string') context.charge(operand.length / CHARACTERS_PER_UNIT);
    }
    try {
      return run(operands, context);
    } catch (cause) {
      if (cause instanceof JwtError || cause instanceof JwtKeyError) throw builtinError(name, cause.message);
      throw cause;
    }
  };
}

const decode: BuiltinFunction = ([operand]) => {
  let text = operand as string;
  for (;;) {
    const token = splitToken(text);
    const header = decodeHeader(token);
    const payload = decodePart(token.payload, 'payload').toString();
    const cty = header.get('cty') ?? '';
    if (typeof cty !== 'string') throw new JwtError('cty: must be a string');
    if (cty !== NESTED) {
      return [header, jsonObject(payload), decodePart(token.signature, 'signature').toString('hex')];
    }
    // The payload is a token again, between quotes.
    text = payload.replace(/^["']+/, '').replace(/(?<!["'])["']+$/, '');
  }
};

function verifySignature(algorithm: JwtAlgorithm): BuiltinFunction {
  return ([operand, keyText]) => {
    const token = splitToken(operand as string);
    const keys = verificationKeys(keyText as string);
    const signature = decodePart(token.signature, 'signature');
    const { alg, kid } = headerFields(decodeHeader(token));
    return keysFor(keys, kid, alg).some(
      // Unlike `decode_verify`, these take no private keys.
      ({ key }) =>
        !Buffer.isBuffer(key) && key.type === 'public' && verifiesJwt(algorithm, key, signedText(token), signature),
    );
  };
}

/** The keys to try: the one that the token names, or else all that are not for another algorithm. */
function keysFor(keys: readonly NamedKey[], kid: string, alg: string): readonly NamedKey[] {
  const named = kid === '' ? undefined : keys.find((key) => key.kid === kid);
  return named === undefined ? keys.filter((key) => key.alg === '' || key.alg === alg) : [named];
}

function signedText({ header, payload }: CompactToken): string {
  return `${header}.${payload}`;
}

function verifySecret(hash: string): BuiltinFunction {
  return ([operand, secret]) => {
    const token = splitToken(operand as string);
    const mac = createHmac(hash, secret as string)
      .update(signedText(token))
      .digest();
    const signature = decodePart(token.signature, 'signature');
    return mac.length === signature.length && timingSafeEqual(mac, signature);
  };
}

/** What a token has to satisfy. */
interface Constraints {
  readonly secret: string;
  readonly alg: string;
  readonly iss: string;
  readonly aud: string;
  readonly keys: readonly NamedKey[] | undefined;
  /** Seconds since the epoch. */
  readonly time: number;
}

function constraintsOf(operand: RegoObject, context: BuiltinContext): Constraints {
  const texts = { secret: '', alg: '', iss: '', aud: '' };
  let keys: NamedKey[] | undefined;
  let timeNs = Number(context.nowNs);
  for (const [name, value] of operand) {
    if (name === 'time') {
      timeNs = timeOf(value);
    } else if (name === 'cert') {
      if (typeof value !== 'string') throw new JwtError('cert constraint: must be a string');
      keys = verificationKeys(value);
    } else if (typeof name === 'string' && Object.hasOwn(texts, name)) {
      if (typeof value !== 'string') throw new JwtError(`${name} constraint: must be a string`);
      texts[name as keyof typeof texts] = value;
    } else {
      const shown = typeof name === 'string' ? name : canonicalText(name);
      throw new JwtError(`unknown token validation constraint: ${shown}`);
    }
  }
  if (keys !== undefined && texts.secret !== '') throw new JwtError('duplicate key constraints');
  if (keys === undefined && texts.secret === '') throw new JwtError('no key constraint');
  return { ...texts, keys, time: timeNs / 1e9 };
}

function timeOf(value: Value): number {
  if (!isNumber(value)) throw new JwtError('token time constraint: must be a number');
  const time = toDouble(value);
  if (!Number.isFinite(time)) throw new JwtError('token time constraint: unvalid float64');
  if (time < 0) throw new JwtError('token time constraint: must not be negative');
  return time;
}

const decodeVerify: BuiltinFunction = ([operand, constraintOperand], context) => {
  const constraints = constraintsOf(constraintOperand as RegoObject, context);
  let text = operand as string;
  for (;;) {
    const token = splitToken(text);
    const header = decodeHeader(token);
    const { alg, kid, cty, hasUnknownCritical } = headerFields(header);
    if (alg === '' || hasUnknownCritical) return UNVERIFIED;
    if (constraints.alg !== '' && constraints.alg !== alg) return UNVERIFIED;
    const signature = decodePart(token.signature, 'signature');
    if (!isSigned(token, signature, alg, kid, constraints)) return UNVERIFIED;
    const payloadText = decodePart(token.payload, 'payload').toString();
    if (cty.toUpperCase() === NESTED) {
      text = payloadText;
      continue;
    }
    const payload = jsonObject(payloadText);
    return satisfies(payload, constraints) ? [true, header, payload] : UNVERIFIED;
  }
};

function isSigned(token: CompactToken, signature: Buffer, alg: string, kid: string, constraints: Constraints): boolean {
  const algorithm = JWT_ALGORITHMS.get(alg);
  if (algorithm === undefined) return false;
  const keys = constraints.keys;
  if (keys === undefined) return verifiesJwt(algorithm, Buffer.from(constraints.secret), signedText(token), signature);
  return keysFor(keys, kid, alg).some(({ key }) => verifiesJwt(algorithm, key, signedText(token), signature));
}

/** Checks the registered claims (RFC 7519, 4.1). */
function satisfies(payload: RegoObject, { iss, aud, time }: Constraints): boolean {
  if (iss !== '' && payload.get('iss') !== iss) return false;
  const audience = payload.get('aud');
  if (audience === undefined ? aud !== '' : !(isArray(audience) ? audience : [audience]).includes(aud)) return false;
  const expires = claimTime(payload, 'exp');
  const notBefore = claimTime(payload, 'nbf');
  if (expires !== undefined && compareNumbers(time, expires) >= 0) return false;
  return notBefore === undefined || compareNumbers(time, notBefore) >= 0;
}

function claimTime(payload: RegoObject, name: 'exp' | 'nbf'): RegoNumber | undefined {
  const value = payload.get(name);
  if (value === undefined) return undefined;
  if (!isNumber(value)) throw new JwtError(`${name} value must be a number`);
  return value;
}

function encode(headerText: string, payloadText: string, keyText: string): string {
  const [first] = jwkSet(keyText);
  if (first === undefined) throw new JwtError('no keys found in JWK set');
  const header = signingHeader(headerText);
  const alg = header.get('alg');
  if (typeof alg !== 'string') throw new JwtError("missing or invalid 'alg' header: field not found");
  const algorithm = JWT_ALGORITHMS.get(alg);
  if (algorithm === undefined) throw new JwtError(`unknown JWS algorithm: ${alg}`);
  const typ = header.get('typ');
  if ((typeof typ !== 'string' || typ === NESTED) && !isJson(payloadText)) {
    throw new JwtError('type is JWT but payload is not JSON');
  }
  const text = `${base64Url(headerText)}.${base64Url(payloadText)}`;
  const signature = signJwt(algorithm, first.key, text);
  if (signature === undefined) throw new JwtError(`the key does not sign with ${alg}`);
  return `${text}.${signature.toString('base64url')}`;
}

function signingHeader(text: string): RegoObject {
  const failure = "missing or invalid 'alg' header: cannot parse JSON";
  if (text === '') throw new JwtError(`${failure}: cannot parse empty string`);
  try {
    return jsonObject(text);
  } catch (cause) {
    throw cause instanceof JwtError ? new JwtError(`${failure}: ${cause.message}`, { cause }) : cause;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function base64Url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

const encodeSign: BuiltinFunction = ([header, payload, key]) =>
  encode(goJsonText(header!), goJsonText(payload!), goJsonText(key!));

const encodeSignRaw: BuiltinFunction = ([header, payload, key]) =>
  encode(header as string, payload as string, key as string);

function verifier(alg: string, algorithm: JwtAlgorithm): Builtin {
  const name = `io.jwt.verify_${alg.toLowerCase()}`;
  const run = algorithm.kind === 'hmac' ? verifySecret(algorithm.hash) : verifySignature(algorithm);
  return { name, args: ['string', 'string'], result: 'boolean', deterministic: true, run: reading(name, run) };
}

/** The builtins of OPA's category "tokens". */
export const tokensBuiltins: readonly Builtin[] = [
  {
    name: 'io.jwt.decode',
    args: ['string'],
    result: 'array',
    deterministic: true,
    run: reading('io.jwt.decode', decode),
  },
  {
    name: 'io.jwt.decode_verify',
    args: ['string', 'object'],
    result: 'array',
    // Tokens expire.
    deterministic: false,
    run: reading('io.jwt.decode_verify', decodeVerify),
  },
  ...[...JWT_ALGORITHMS].map(([alg, algorithm]) => verifier(alg, algorithm)),
  {
    name: 'io.jwt.encode_sign',
    args: ['object', 'object', 'object'],
    result: 'string',
    // Some algorithms draw random numbers.
    deterministic: false,
    run: reading('io.jwt.encode_sign', encodeSign),
  },
  {
    name: 'io.jwt.encode_sign_raw',
    args: ['string', 'string', 'string'],
    result: 'string',
    deterministic: false,
    run: reading('io.jwt.encode_sign_raw', encodeSignRaw),
  },
];
