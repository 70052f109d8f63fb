import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Builtin, BuiltinFunction } from '../builtin.ts';

/** Units that the characters of a message count for. */
const CHARACTERS_PER_UNIT = 16;

function digest(name: string, algorithm: string): Builtin {
  const run: BuiltinFunction = ([text], context) => {
    context.charge((text as string).length / CHARACTERS_PER_UNIT);
    return createHash(algorithm)
      .update(text as string)
      .digest('hex');
  };
  return { name, args: ['string'], result: 'string', deterministic: true, run };
}

function hmac(name: string, algorithm: string): Builtin {
  const run: BuiltinFunction = ([text, key], context) => {
    context.charge((text as string).length / CHARACTERS_PER_UNIT);
    return createHmac(algorithm, key as string)
      .update(text as string)
      .digest('hex');
  };
  return { name, args: ['string', 'string'], result: 'string', deterministic: true, run };
}

const hmacEqual: BuiltinFunction = ([first, second]) => {
  const [a, b] = [Buffer.from(first as string), Buffer.from(second as string)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** The builtins of OPA's category "crypto" that work on text; those on certificates and keys are in `x509.ts`. */
export const cryptoBuiltins: readonly Builtin[] = [
  digest('crypto.md5', 'md5'),
  digest('crypto.sha1', 'sha1'),
  digest('crypto.sha256', 'sha256'),
  hmac('crypto.hmac.md5', 'md5'),
  hmac('crypto.hmac.sha1', 'sha1'),
  hmac('crypto.hmac.sha256', 'sha256'),
  hmac('crypto.hmac.sha512', 'sha512'),
  { name: 'crypto.hmac.equal', args: ['string', 'string'], result: 'boolean', deterministic: true, run: hmacEqual },
];
