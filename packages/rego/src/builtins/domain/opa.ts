import { RegoError } from '../../errors.ts';
import type { Builtin, BuiltinFunction } from '../builtin.ts';

const runtime: BuiltinFunction = (_, context) => {
  const facts = context.capabilities.runtime;
  if (facts === undefined) throw new RegoError('capability_denied', 'opa.runtime is not allowed');
  return facts();
};

/** The builtins of OPA's category "opa". */
export const opaBuiltins: readonly Builtin[] = [
  { name: 'opa.runtime', args: [], result: 'object', deterministic: false, run: runtime },
];
