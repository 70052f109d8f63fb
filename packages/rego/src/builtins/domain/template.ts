import { RegoObject } from '../../value/rego-object.ts';
import { RegoSet } from '../../value/rego-set.ts';
import { isArray, type Value } from '../../value/value.ts';
import type { Builtin, BuiltinFunction } from '../builtin.ts';
import { builtinError } from '../operand-error.ts';
import { renderTemplate } from './internal/render-template.ts';
import { TemplateError } from './internal/template-lexer.ts';

const NAME = 'strings.render_template';

const render: BuiltinFunction = ([template, variables], context) => {
  if (!isJson(variables!)) throw builtinError(NAME, 'the variables have to be JSON');
  try {
    return renderTemplate(template as string, variables, (units) => context.charge(units));
  } catch (cause) {
    if (cause instanceof TemplateError) throw builtinError(NAME, `template: template:${cause.line}: ${cause.message}`);
    throw cause;
  }
};

/** Sets, and objects whose keys are no strings, have no counterpart in the values of a template. */
function isJson(value: Value): boolean {
  if (isArray(value)) return value.every(isJson);
  if (value instanceof RegoObject) {
    return value.keys.every((key) => typeof key === 'string') && value.values.every(isJson);
  }
  return !(value instanceof RegoSet);
}

/** `strings.render_template`, which is in a file of its own for the template language that it needs. */
export const templateBuiltins: readonly Builtin[] = [
  { name: NAME, args: ['string', 'object'], result: 'string', deterministic: true, run: render },
];
