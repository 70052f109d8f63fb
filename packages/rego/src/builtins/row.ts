import type { Builtin, BuiltinFunction, OperandType } from './builtin.ts';

/** A row of the table for a function that depends on its operands alone. */
export function row(name: string, args: readonly OperandType[], result: OperandType, run: BuiltinFunction): Builtin {
  return { name, args, result, deterministic: true, run };
}
