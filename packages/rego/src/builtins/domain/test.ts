import type { Builtin, BuiltinFunction } from '../builtin.ts';
import { builtinError } from '../operand-error.ts';
import { parseDuration } from './internal/parse-duration.ts';

/** Longest time that one call waits. */
const MAX_SLEEP_MS = 100;
/** What waiting costs, so that a policy cannot wait again and again. */
const UNITS_PER_MS = 10_000;

/** Waits; calls are bounded in time and paid for, because nothing else runs meanwhile. */
const sleep: BuiltinFunction = ([operand], context) => {
  const ns = parseDuration(operand as string);
  if (typeof ns === 'string') throw builtinError('test.sleep', ns);
  const ms = Math.min(Math.max(Number(ns / 1_000_000n), 0), MAX_SLEEP_MS);
  context.charge(ms * UNITS_PER_MS);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  return null;
};

/** Builtins that only OPA's own tests have. */
export const testBuiltins: readonly Builtin[] = [
  { name: 'test.sleep', args: ['string'], result: 'null', deterministic: false, run: sleep },
];
