import type { Slots, Step, TermFunction } from '../evaluator/context.ts';
import type { Value } from '../value/value.ts';
import { Bindings } from './bindings.ts';
import { compileBody } from './body-compiler.ts';
import type * as ir from './ir.ts';
import { compileDataRef } from './ref-compiler.ts';
import type { ResolvedQuery } from './resolve-rule.ts';
import { Unit, type Program } from './unit.ts';

/** A query, compiled. */
export interface CompiledQuery {
  /** Calls `found` with the variables of each solution. */
  readonly run: (found: (slots: Slots) => void) => Step;
  readonly slots: number;
  /** Variables that were written in the query, with their slots. */
  readonly variables: readonly { readonly name: string; readonly slot: number }[];
}

/** Compiles a query. @throws RegoError */
export function compileQuery(query: ResolvedQuery, program: Program): CompiledQuery {
  const unit = new Unit(program, query.slots, undefined);
  let found: (slots: Slots) => void = () => undefined;
  const variables: { name: string; slot: number }[] = [];
  const step = compileBody(query.body, unit, new Bindings(), () => (_context, slots) => {
    found(slots);
    return false;
  });
  for (const [slot, name] of query.names.entries()) {
    if (slot > 0 && !name.startsWith('$')) variables.push({ name, slot });
  }
  return {
    run: (callback) => {
      found = callback;
      return step;
    },
    slots: unit.slots,
    variables,
  };
}

/** The document at a path below `data`, compiled. */
export function compileDocument(
  path: readonly string[],
  program: Program,
): { readonly value: TermFunction; readonly slots: number } {
  const unit = new Unit(program, 1, undefined);
  const steps: ir.Term[] = path.map((part) => ({ kind: 'constant', value: part satisfies Value }));
  return { value: compileDataRef(steps, unit, new Bindings(), []), slots: unit.slots };
}
