import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonText } from '../../value/json.ts';
import type { Value } from '../../value/value.ts';
import { refuses, run, vectors } from './internal/run-for-test.ts';
import { timeBuiltins } from './time.ts';

interface TimeVector {
  readonly op: 'format' | 'parse' | 'adddate' | 'duration';
  readonly a: string;
  readonly b?: string;
  readonly ns?: string;
  readonly want?: string;
  readonly error?: true;
}

const { cases } = vectors('time.json') as { readonly cases: readonly TimeVector[] };

function callOf({ op, a, b, ns }: TimeVector): [string, unknown[]] {
  switch (op) {
    case 'format':
      return ['time.format', [[BigInt(ns!), b, a]]];
    case 'parse':
      return ['time.parse_ns', [a, b]];
    case 'adddate':
      return ['time.add_date', [[BigInt(ns!), b], ...a.split(' ').map(Number)]];
    case 'duration':
      return ['time.parse_duration_ns', [a]];
  }
}

function textOf(value: Value): string {
  return typeof value === 'string' ? value : jsonText(value);
}

for (const op of ['format', 'parse', 'adddate', 'duration'] as const) {
  test(`Go's package time agrees: ${op}`, () => {
    const ofOp = cases.filter((each) => each.op === op);
    assert.ok(ofOp.length >= 20);
    for (const each of ofOp) {
      const [name, operands] = callOf(each);
      const title = `${name} ${JSON.stringify([each.a, each.b, each.ns])}`;
      if (each.error === true) refuses(timeBuiltins, name, operands);
      else assert.equal(textOf(run(timeBuiltins, name, operands)!), each.want, title);
    }
  });
}

const NOON = 1_582_977_600_000_000_000n; // 2020-02-29T12:00:00Z

test('date, clock and weekday are those of the zone', () => {
  assert.deepEqual(run(timeBuiltins, 'time.date', [NOON]), [2020, 2, 29]);
  assert.deepEqual(run(timeBuiltins, 'time.clock', [[NOON, 'Asia/Kolkata']]), [17, 30, 0]);
  assert.deepEqual(run(timeBuiltins, 'time.date', [[NOON, 'Pacific/Kiritimati']]), [2020, 3, 1]);
  assert.equal(run(timeBuiltins, 'time.weekday', [[NOON, 'Pacific/Kiritimati']]), 'Sunday');
  assert.equal(run(timeBuiltins, 'time.weekday', [-1]), 'Wednesday');
});

test('diff gives calendar parts in the zone of the first time, whichever is later', () => {
  const second = NOON + 86_400_000_000_000n * 31n + 3_600_000_000_000n;
  assert.deepEqual(run(timeBuiltins, 'time.diff', [NOON, second]), [0, 1, 2, 1, 0, 0]);
  assert.deepEqual(run(timeBuiltins, 'time.diff', [second, [NOON, 'Asia/Tokyo']]), [0, 1, 2, 1, 0, 0]);
  assert.deepEqual(run(timeBuiltins, 'time.diff', [NOON, NOON]), [0, 0, 0, 0, 0, 0]);
});

test('nanoseconds stay exact beyond the safe integers', () => {
  const parsed = run(timeBuiltins, 'time.parse_rfc3339_ns', ['2262-04-11T23:47:16.854775807Z']);
  assert.equal(jsonText(parsed!), '9223372036854775807');
  assert.equal(
    jsonText(run(timeBuiltins, 'time.now_ns', [], { nowNs: 1_700_000_000_123_456_789n })!),
    '1700000000123456789',
  );
});

test('years of two digits begin in 1969', () => {
  assert.equal(run(timeBuiltins, 'time.parse_ns', ['06', '69']), -31_536_000_000_000_000);
  assert.equal(jsonText(run(timeBuiltins, 'time.parse_ns', ['06', '68'])!), '3092601600000000000');
});

test('the layout of a format may be a name of Go, and is RFC3339Nano by default', () => {
  assert.equal(run(timeBuiltins, 'time.format', [NOON + 5n]), '2020-02-29T12:00:00.000000005Z');
  assert.equal(run(timeBuiltins, 'time.format', [[NOON, 'Europe/Berlin', 'RFC1123']]), 'Sat, 29 Feb 2020 13:00:00 CET');
});

const refused: readonly (readonly [string, string, readonly unknown[], 'eval_type_error' | 'eval_builtin_error'])[] = [
  ['a fraction of a nanosecond', 'time.date', [1.5], 'eval_builtin_error'],
  ['more than 64 bits', 'time.date', [2n ** 63n], 'eval_builtin_error'],
  ['an empty list', 'time.date', [[]], 'eval_type_error'],
  ['a zone that is no text', 'time.clock', [[0, 1]], 'eval_type_error'],
  ['an offset for a zone', 'time.clock', [[0, '+05:30']], 'eval_builtin_error'],
  ['a path for a zone', 'time.clock', [[0, '../../etc/passwd']], 'eval_builtin_error'],
  ['a fraction of a day', 'time.add_date', [0, 0, 0, 0.5], 'eval_type_error'],
  ['years beyond all time', 'time.add_date', [0, 10n ** 30n, 0, 0], 'eval_builtin_error'],
  ['a result out of range', 'time.add_date', [0, 300, 0, 0], 'eval_builtin_error'],
];

for (const [title, name, operands, code] of refused) {
  test(`${name} refuses ${title}`, () => {
    refuses(timeBuiltins, name, operands, code);
  });
}

test('long layouts and values take linear time', () => {
  const layout = '2006'.repeat(50_000);
  assert.equal((run(timeBuiltins, 'time.format', [[0, '', layout]]) as string).length, layout.length);
  refuses(timeBuiltins, 'time.parse_ns', ['.0', '.'.repeat(200_000)]);
  refuses(timeBuiltins, 'time.parse_duration_ns', ['1'.repeat(200_000)]);
});
