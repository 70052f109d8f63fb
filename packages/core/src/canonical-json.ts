import canonicalize from 'canonicalize';
import { CoreError } from './core-error.ts';

/** A value that JSON can carry without loss. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * The one byte form of a JSON value (RFC 8785), for hashing and signing.
 *
 * @throws CoreError `canonical_json_invalid` when JSON cannot carry the value (NaN, cycles, lone surrogates).
 */
export function canonicalJson(value: unknown): string {
  try {
    const text = canonicalize(value);
    if (text !== undefined && text.isWellFormed()) return text;
  } catch (cause) {
    throw new CoreError('canonical_json_invalid', 'the value has no canonical JSON form', { cause });
  }
  throw new CoreError('canonical_json_invalid', 'the value has no canonical JSON form');
}

/** UTF-8 bytes of {@link canonicalJson}. */
export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(canonicalJson(value), 'utf8');
}
