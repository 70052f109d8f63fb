import { RegoError } from '../../errors.ts';
import { integerOf, numberFromInteger, type RegoNumber } from '../../value/big-number.ts';
import {
  absoluteNumber,
  addNumbers,
  ceilNumber,
  divideNumbers,
  floorNumber,
  multiplyNumbers,
  roundNumber,
  subtractNumbers,
} from '../../value/decimal-arithmetic.ts';
import { RegoSet } from '../../value/rego-set.ts';
import { isSet, typeName } from '../../value/type-name.ts';
import { isNumber, type Value } from '../../value/value.ts';
import type { Builtin, BuiltinContext } from '../builtin.ts';
import { builtinError, operandError } from '../operand-error.ts';
import { row } from '../row.ts';

/** The integer of an operand. @throws RegoError `eval_type_error` */
export function integerOperand(builtin: string, position: number, value: Value): bigint {
  const integer = integerOf(value as RegoNumber);
  if (integer === undefined)
    throw operandError(builtin, position, 'must be integer number but got floating-point number');
  return integer;
}

/** A result that is a number. @throws RegoError `eval_builtin_error` beyond the limits of numbers */
export function numberResult(builtin: string, value: RegoNumber | undefined): RegoNumber {
  if (value === undefined) throw builtinError(builtin, 'the number is out of range');
  return value;
}

function arithmetic(name: string, compute: (a: RegoNumber, b: RegoNumber) => RegoNumber | undefined): Builtin {
  return row(name, ['number', 'number'], 'number', ([a, b]) =>
    numberResult(name, compute(a as RegoNumber, b as RegoNumber)),
  );
}

function rounding(name: string, compute: (value: RegoNumber) => bigint): Builtin {
  return row(name, ['number'], 'number', ([value]) =>
    Number.isInteger(value) ? value : numberResult(name, numberFromInteger(compute(value as RegoNumber))),
  );
}

/** `-` of numbers, and of sets. */
function minus(a: Value, b: Value): Value {
  if (isNumber(a) && isNumber(b)) return numberResult('minus', subtractNumbers(a, b));
  if (isSet(a) && isSet(b)) return RegoSet.from(a.items.filter((item) => !b.has(item)));
  if (!isNumber(a) && !isSet(a)) throw operandError('minus', 1, `must be one of {number, set} but got ${typeName(a)}`);
  const wanted = isNumber(a) ? 'number' : 'set';
  throw operandError('minus', 2, `must be ${wanted} but got ${typeName(b)}`);
}

function remainder(a: Value, b: Value): Value {
  const [x, y] = [integerOf(a as RegoNumber), integerOf(b as RegoNumber)];
  if (x === undefined || y === undefined) throw new RegoError('eval_builtin_error', 'modulo on floating-point number');
  if (y === 0n) throw new RegoError('eval_builtin_error', 'modulo by zero');
  return numberResult('rem', numberFromInteger(x % y));
}

function range(name: string, from: bigint, to: bigint, step: bigint, context: BuiltinContext): Value {
  const count = (to > from ? to - from : from - to) / step + 1n;
  context.charge(Number(count));
  const items: Value[] = [];
  const signed = to >= from ? step : -step;
  for (let i = 0n; i < count; i++) items.push(numberResult(name, numberFromInteger(from + i * signed)));
  return items;
}

function bits(name: string, compute: (a: bigint, b: bigint) => bigint): Builtin {
  return row(name, ['number', 'number'], 'number', ([a, b]) =>
    numberResult(name, numberFromInteger(compute(integerOperand(name, 1, a!), integerOperand(name, 2, b!)))),
  );
}

const MAX_SHIFT_BITS = 32_768n;

function shift(name: string, compute: (a: bigint, b: bigint) => bigint): Builtin {
  return bits(name, (a, b) => {
    if (b < 0n) throw operandError(name, 2, 'must be an unsigned integer number but got a negative integer');
    if (b > MAX_SHIFT_BITS) throw builtinError(name, 'the shift is too large');
    return compute(a, b);
  });
}

/** Arithmetic, rounding, ranges and bits. */
export const numberBuiltins: readonly Builtin[] = [
  arithmetic('plus', addNumbers),
  row('minus', ['any', 'any'], ['number', 'set'], ([a, b]) => minus(a!, b!)),
  arithmetic('mul', multiplyNumbers),
  row('div', ['number', 'number'], 'number', ([a, b]) => {
    if (b === 0) throw new RegoError('eval_builtin_error', 'div: divide by zero');
    return numberResult('div', divideNumbers(a as RegoNumber, b as RegoNumber));
  }),
  row('rem', ['number', 'number'], 'number', ([a, b]) => remainder(a!, b!)),
  row('abs', ['number'], 'number', ([value]) => absoluteNumber(value as RegoNumber)),
  rounding('round', roundNumber),
  rounding('ceil', ceilNumber),
  rounding('floor', floorNumber),
  row('numbers.range', ['number', 'number'], 'array', ([from, to], context) => {
    const name = 'numbers.range';
    return range(name, integerOperand(name, 1, from!), integerOperand(name, 2, to!), 1n, context);
  }),
  row('numbers.range_step', ['number', 'number', 'number'], 'array', ([from, to, by], context) => {
    const name = 'numbers.range_step';
    const step = integerOperand(name, 3, by!);
    if (step <= 0n) throw builtinError(name, 'step must be a positive number above zero');
    return range(name, integerOperand(name, 1, from!), integerOperand(name, 2, to!), step, context);
  }),
  bits('bits.and', (a, b) => a & b),
  bits('bits.or', (a, b) => a | b),
  bits('bits.xor', (a, b) => a ^ b),
  row('bits.negate', ['number'], 'number', ([value]) =>
    numberResult('bits.negate', numberFromInteger(~integerOperand('bits.negate', 1, value!))),
  ),
  shift('bits.lsh', (a, b) => a << b),
  shift('bits.rsh', (a, b) => a >> b),
];
