import type { Builtin, OperandType } from '../builtins/builtin.ts';
import { operandError } from '../builtins/operand-error.ts';
import { RegoError, type Location } from '../errors.ts';
import { typeName } from '../value/type-name.ts';
import type { TypeName, Value } from '../value/value.ts';
import type { Context } from './context.ts';

/** A call of a builtin with operands that have values. */
export type BuiltinCall = (context: Context, operands: readonly Value[]) => Value | undefined;

/** Prepares calls of a builtin at one place of a policy: checks operands, and makes errors undefined unless they are strict. */
export function builtinCall(builtin: Builtin, location: Location | undefined): BuiltinCall {
  const checks = builtin.args.map(typesOf);
  const checked = checks.some((check) => check !== undefined);
  return (context, operands) => {
    const { run } = context;
    run.budget.tick();
    run.builtinContext.location = location;
    try {
      if (checked) checkOperands(builtin, checks, operands);
      return builtin.run(operands, run.builtinContext);
    } catch (error) {
      if (!(error instanceof RegoError)) throw error;
      const isBuiltins = error.code === 'eval_type_error' || error.code === 'eval_builtin_error';
      const located = error.location === undefined && location !== undefined ? locate(error, location) : error;
      if (!isBuiltins || run.strict) throw located;
      run.errors.push(located);
      return undefined;
    }
  };
}

function locate(error: RegoError, location: Location): RegoError {
  return new RegoError(error.code, error.message, { location, cause: error.cause });
}

function typesOf(type: OperandType): readonly TypeName[] | undefined {
  if (type === 'any') return undefined;
  return typeof type === 'string' ? [type] : type;
}

function checkOperands(
  builtin: Builtin,
  checks: readonly (readonly TypeName[] | undefined)[],
  operands: readonly Value[],
): void {
  for (let i = 0; i < checks.length; i++) {
    const types = checks[i];
    if (types === undefined) continue;
    const found = typeName(operands[i]!);
    if (types.includes(found)) continue;
    const wanted = types.length === 1 ? types[0]! : `one of {${types.join(', ')}}`;
    throw operandError(builtin.name, i + 1, `must be ${wanted} but got ${found}`);
  }
}
