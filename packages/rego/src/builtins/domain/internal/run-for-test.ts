import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { RegoError, type RegoErrorCode } from '../../../errors.ts';
import { fromJs } from '../../../value/json.ts';
import type { Value } from '../../../value/value.ts';
import type { Builtin, BuiltinContext } from '../../builtin.ts';

/** What tests set of a context; charges are counted in `charged`. */
export type ContextParts = Partial<BuiltinContext>;

/** A context for one call, without capabilities unless they are given. */
export function contextOf(parts: ContextParts = {}): BuiltinContext & { charged: number } {
  return {
    nowNs: 1_700_000_000_000_000_000n,
    capabilities: {},
    memo: new Map(),
    strict: true,
    location: undefined,
    charged: 0,
    charge(units) {
      this.charged += units;
    },
    metadata: () => null,
    print: () => undefined,
    ...parts,
  };
}

/** Runs a builtin on plain data; `RegoObject`s and sets are taken as they are. */
export function run(
  builtins: readonly Builtin[],
  name: string,
  operands: readonly unknown[],
  parts?: ContextParts,
): Value | undefined {
  const builtin = builtins.find((each) => each.name === name);
  assert.ok(builtin, `there is no ${name}`);
  return builtin.run(operands.map(valueOf), contextOf(parts));
}

function valueOf(operand: unknown): Value {
  const isPlain = operand === null || typeof operand !== 'object' || Array.isArray(operand);
  return isPlain || Object.getPrototypeOf(operand) === Object.prototype ? fromJs(operand) : (operand as Value);
}

/** Asserts that a builtin refuses operands, and gives its message. */
export function refuses(
  builtins: readonly Builtin[],
  name: string,
  operands: readonly unknown[],
  code: RegoErrorCode = 'eval_builtin_error',
  parts?: ContextParts,
): string {
  let message = '';
  assert.throws(
    () => run(builtins, name, operands, parts),
    (error) => {
      assert.ok(error instanceof RegoError, String(error));
      assert.equal(error.code, code, error.message);
      message = error.message;
      return true;
    },
  );
  return message;
}

/** The text of a committed file of vectors. */
export function vectorText(name: string): string {
  return readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8');
}

/** A committed file of vectors; the caller knows its shape. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function vectors<Shape>(name: string): Shape {
  return JSON.parse(vectorText(name)) as Shape;
}
