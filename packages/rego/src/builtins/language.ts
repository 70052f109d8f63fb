import { RegoError } from '../errors.ts';
import type { Builtin } from './builtin.ts';

/** `=` and `:=`, which the compiler turns into bindings and comparisons; they are never called. */
export const languageBuiltins: readonly Builtin[] = ['eq', 'assign'].map(operator);

/** The row of `=`. */
export const EQUATION: Builtin = languageBuiltins[0]!;

function operator(name: string): Builtin {
  return {
    name,
    args: ['any', 'any'],
    result: 'boolean',
    deterministic: true,
    run: () => {
      throw new RegoError('eval_internal_error', `${name} is part of the language`);
    },
  };
}
