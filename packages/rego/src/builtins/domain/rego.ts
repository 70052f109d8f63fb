import { RegoError } from '../../errors.ts';
import { parseModule } from '../../parser/parser.ts';
import { fromJs } from '../../value/json.ts';
import type { Builtin, BuiltinFunction } from '../builtin.ts';
import { builtinError } from '../operand-error.ts';
import { moduleJson } from './internal/module-json.ts';

const PARSE = 'rego.parse_module';
/** Parsing makes about one node of a few characters. */
const CHARACTERS_PER_UNIT = 2;

const parse: BuiltinFunction = ([file, text], context) => {
  context.charge((text as string).length / CHARACTERS_PER_UNIT);
  try {
    return fromJs(moduleJson(parseModule(text as string, { file: file as string })));
  } catch (cause) {
    if (!(cause instanceof RegoError) || cause.code === 'budget_exceeded') throw cause;
    throw builtinError(PARSE, cause.message);
  }
};

/** The builtins of OPA's category "rego". */
export const regoBuiltins: readonly Builtin[] = [
  { name: PARSE, args: ['string', 'string'], result: 'object', deterministic: true, run: parse },
  {
    name: 'rego.metadata.chain',
    args: [],
    result: 'array',
    deterministic: true,
    run: (_, context) => context.metadata('chain'),
  },
  {
    name: 'rego.metadata.rule',
    args: [],
    result: 'any',
    deterministic: true,
    run: (_, context) => context.metadata('rule'),
  },
];
