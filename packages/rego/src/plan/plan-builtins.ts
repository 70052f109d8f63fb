import type { Builtin, BuiltinContext } from '../builtins/builtin.ts';
import { operandError } from '../builtins/operand-error.ts';
import { builtinOf } from '../builtins/registry.ts';
import { row } from '../builtins/row.ts';
import { templateText } from '../evaluator/template.ts';
import { canonicalText } from '../value/canonical-text.ts';
import { RegoSet } from '../value/rego-set.ts';
import { isSet, typeName } from '../value/type-name.ts';
import type { Value } from '../value/value.ts';

/** Most lines that one `print` makes of sets with more than one value. */
const MAX_PRINTED_LINES = 1_000;

const OWN: ReadonlyMap<string, Builtin> = new Map(
  [
    row('internal.print', ['array'], 'boolean', ([parts], context) => print(parts as readonly Value[], context)),
    row('internal.template_string', ['array'], 'string', ([parts], context) =>
      templateText(
        (parts as readonly Value[]).map((part) =>
          typeof part === 'string' || isSet(part) ? part : RegoSet.from([part]),
        ),
        context.location ?? NOWHERE,
      ),
    ),
  ].map((each) => [each.name, each]),
);

const NOWHERE = { file: 'plan.json', line: 1, column: 1 };

/**
 * The builtin function that a plan calls by a name. What OPA's compiler rewrites, `print` and interpolated strings, has another
 * form in a plan than in a policy: each value is a set of at most one value, which is empty when it is undefined.
 */
export function planBuiltin(name: string): Builtin | undefined {
  return OWN.get(name) ?? builtinOf(name);
}

/** Prints each combination of the values, as OPA does. */
function print(parts: readonly Value[], context: BuiltinContext): Value {
  let lines: readonly string[] = [''];
  for (const [at, part] of parts.entries()) {
    if (!isSet(part)) {
      throw operandError('internal.print', 1, `must be array of sets but got array containing ${typeName(part)}`);
    }
    const texts = part.size === 0 ? ['<undefined>'] : part.items.map(printed);
    context.charge(lines.length * texts.length);
    const next: string[] = [];
    for (const line of lines) {
      for (const text of texts) if (next.length < MAX_PRINTED_LINES) next.push(at === 0 ? text : `${line} ${text}`);
    }
    lines = next;
  }
  for (const line of lines) context.print(line);
  return true;
}

function printed(value: Value): string {
  return typeof value === 'string' ? value : canonicalText(value);
}
