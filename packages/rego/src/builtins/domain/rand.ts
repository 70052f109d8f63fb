import { RegoError } from '../../errors.ts';
import { integerOf, numberFromInteger, type RegoNumber } from '../../value/big-number.ts';
import type { Builtin, BuiltinFunction } from '../builtin.ts';
import type { Capabilities } from '../capabilities.ts';
import { operandError } from '../operand-error.ts';

const MAX_INT64 = 2n ** 63n - 1n;

/** The same for the same arguments within one evaluation. */
const intn: BuiltinFunction = ([key, limit], context) => {
  const signed = integerOf(limit as RegoNumber);
  if (signed === undefined || signed > MAX_INT64 || signed < -MAX_INT64) {
    throw operandError('rand.intn', 2, 'must be integer number but got floating-point number');
  }
  const count = signed < 0n ? -signed : signed;
  if (count === 0n) return 0;
  const memoKey = `rand.intn ${count} ${key as string}`;
  const known = context.memo.get(memoKey);
  if (typeof known === 'bigint') return numberFromInteger(known)!;
  const drawn = randomBelow(count, context.capabilities);
  context.memo.set(memoKey, drawn);
  return numberFromInteger(drawn)!;
};

/** Uniform: draws again when 64 random bits fall into the last, incomplete run of `count`. */
function randomBelow(count: bigint, { randomBytes }: Capabilities): bigint {
  if (randomBytes === undefined) throw new RegoError('capability_denied', 'rand.intn is not allowed');
  const whole = 2n ** 64n - (2n ** 64n % count);
  for (;;) {
    const bits = Buffer.from(randomBytes(8)).readBigUInt64BE();
    if (bits < whole) return bits % count;
  }
}

/** The builtins of OPA's category "rand". */
export const randBuiltins: readonly Builtin[] = [
  { name: 'rand.intn', args: ['string', 'number'], result: 'number', deterministic: false, run: intn },
];
