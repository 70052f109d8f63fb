import { RegoError } from '../../../errors.ts';
import { parseJson } from '../../../value/json.ts';
import { RegoObject } from '../../../value/rego-object.ts';
import { isArray, type Value } from '../../../value/value.ts';
import { Base64Error, decodeBase64Url } from './go-base64.ts';

/** Why a token cannot be read; the message is OPA's. */
export class JwtError extends Error {}

/** A token in its compact form, taken apart (RFC 7515, 7.1). */
export interface CompactToken {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/**
 * Splits a token.
 *
 * @throws JwtError
 */
export function splitToken(text: string): CompactToken {
  const parts = text.split('.');
  if (parts.length === 1) throw new JwtError('encoded JWT had no period separators');
  const [header, payload, signature] = parts;
  if (parts.length !== 3) throw new JwtError(`encoded JWT must have 3 sections, found ${parts.length}`);
  return { header: header!, payload: payload!, signature: signature! };
}

/**
 * Decodes the base64 of a part of a token.
 *
 * @throws JwtError
 */
export function decodePart(text: string, part: 'header' | 'payload' | 'signature'): Buffer {
  try {
    return decodeBase64Url(text);
  } catch (cause) {
    if (cause instanceof Base64Error)
      throw new JwtError(`JWT ${part} had invalid encoding: ${cause.message}`, { cause });
    throw cause;
  }
}

/**
 * The header of a token as an object.
 *
 * @throws JwtError also for encrypted tokens
 */
export function decodeHeader(token: CompactToken): RegoObject {
  const text = decodePart(token.header, 'header').toString();
  let header: RegoObject;
  try {
    header = jsonObject(text);
  } catch (cause) {
    throw cause instanceof JwtError ? new JwtError(`bad JWT header: ${cause.message}`, { cause }) : cause;
  }
  if (header.has('enc')) throw new JwtError('JWT is a JWE object, which is not supported');
  return header;
}

/**
 * Parses the JSON of a part of a token, which has to be an object.
 *
 * @throws JwtError
 */
export function jsonObject(text: string): RegoObject {
  let value: Value;
  try {
    value = parseJson(text);
  } catch (cause) {
    if (cause instanceof RegoError) throw new JwtError('invalid JSON', { cause });
    throw cause;
  }
  if (!(value instanceof RegoObject)) throw new JwtError('decoded JSON type was not an Object');
  return value;
}

/** Members of a header that decide about a token. */
export interface HeaderFields {
  readonly alg: string;
  readonly kid: string;
  readonly cty: string;
  /** A member that the token calls critical is not known (RFC 7515, 4.1.11). */
  readonly hasUnknownCritical: boolean;
}

const KNOWN: ReadonlySet<Value> = new Set<Value>(['alg', 'kid', 'typ', 'cty', 'crit']);

/**
 * Reads the members of a header.
 *
 * @throws JwtError
 */
export function headerFields(header: RegoObject): HeaderFields {
  const text = (name: string): string => {
    const value = header.get(name) ?? '';
    if (typeof value !== 'string') throw new JwtError(`${name}: must be a string`);
    return value;
  };
  text('typ');
  const critical = header.get('crit');
  if (critical !== undefined && !isArray(critical)) throw new JwtError('crit: must be a list');
  const names = (critical ?? []).filter((name) => typeof name === 'string');
  if (critical !== undefined && names.length === 0) throw new JwtError('crit: must be a nonempty list');
  return {
    alg: text('alg'),
    kid: text('kid'),
    cty: text('cty'),
    hasUnknownCritical: names.some((name) => !KNOWN.has(name) && header.has(name)),
  };
}
