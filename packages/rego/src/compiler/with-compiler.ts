import { RegoError } from '../errors.ts';
import { Context, type Mock, type Slots, type TermFunction } from '../evaluator/context.ts';
import { link, type Operation } from '../evaluator/operation.ts';
import { Overlay, replaceAt } from '../evaluator/overlay.ts';
import type { Value } from '../value/value.ts';
import type { Bindings } from './bindings.ts';
import type * as ir from './ir.ts';
import { arityOf, compileTerm, resolveCall } from './term-compiler.ts';
import type { Unit } from './unit.ts';

type Modifier =
  | { readonly kind: 'input'; readonly path: readonly string[]; readonly value: TermFunction }
  | { readonly kind: 'data'; readonly path: readonly string[]; readonly value: TermFunction }
  | { readonly kind: 'mock'; readonly name: string; readonly value: TermFunction }
  | { readonly kind: 'function'; readonly name: string; readonly mock: Mock };

type CompilePlain = (expression: ir.Expression, unit: Unit, bindings: Bindings, out: Operation[]) => void;

/** Compiles an expression that sees other documents or functions. */
export function compileWith(
  expression: ir.Expression,
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
  compilePlain: CompilePlain,
): void {
  const modifiers = expression.with.map((each) => compileModifier(each, unit, bindings, out));
  const inside: Operation[] = [];
  compilePlain(expression, unit, bindings, inside);
  out.push({
    search: (next) => {
      // What follows sees the documents from outside of the `with` again.
      const run = link(inside, (context, slots) => next(context.outer!, slots));
      return (context, slots) => {
        const changed = apply(modifiers, context, slots);
        return changed !== undefined && run(changed, slots);
      };
    },
  });
}

function compileModifier(modifier: ir.With, unit: Unit, bindings: Bindings, out: Operation[]): Modifier {
  if (modifier.kind !== 'function') {
    return { kind: modifier.kind, path: modifier.path, value: compileTerm(modifier.value, unit, bindings, out) };
  }
  const { target, value } = modifier;
  const { name } = target;
  if (value.kind !== 'function') return { kind: 'mock', name, value: compileTerm(value, unit, bindings, out) };
  const [wanted, has] = [arityOf(target, unit), arityOf(value.call, unit)];
  if (wanted !== has) {
    const message = `${value.call.name}: arity mismatch: takes ${has ?? 'any'}, ${name} takes ${wanted ?? 'any'}`;
    throw new RegoError('rego_type_error', message, { location: value.call.location });
  }
  const call = resolveCall(value.call, unit);
  return { kind: 'function', name, mock: call };
}

function apply(modifiers: readonly Modifier[], context: Context, slots: Slots): Context | undefined {
  let { input, overlay } = context;
  let mocks: Map<string, Mock> | undefined;
  for (const modifier of modifiers) {
    if (modifier.kind === 'function') {
      mocks ??= new Map(context.mocks);
      mocks.set(modifier.name, unmocked(modifier.mock, modifier.name));
      continue;
    }
    const value: Value | undefined = modifier.value(context, slots);
    if (value === undefined) return undefined;
    if (modifier.kind === 'input') input = replaceAt(input, modifier.path, value);
    else if (modifier.kind === 'data') overlay = (overlay ?? Overlay.NONE).put(modifier.path, value);
    else {
      mocks ??= new Map(context.mocks);
      mocks.set(modifier.name, () => value);
    }
  }
  return new Context(context.run, input, context.data, overlay, mocks ?? context.mocks, context);
}

/** A function that stands in for another may call the other one. */
function unmocked(mock: Mock, name: string): Mock {
  return (context, args) => {
    const mocks = new Map(context.mocks);
    mocks.delete(name);
    return mock(new Context(context.run, context.input, context.data, context.overlay, mocks, context.outer), args);
  };
}
