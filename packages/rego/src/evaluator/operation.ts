import type { Slots, Context, Step } from './context.ts';

/** A piece of a body: a test that has one outcome, or a search that calls on for each of its solutions. */
export type Operation = { readonly test: Step } | { readonly search: (next: Step) => Step };

/** Links operations into one step that ends with `last`. */
export function link(operations: readonly Operation[], last: Step): Step {
  let next = last;
  for (let i = operations.length - 1; i >= 0; i--) {
    const operation = operations[i]!;
    next = 'test' in operation ? afterTest(operation.test, next) : operation.search(next);
  }
  return next;
}

function afterTest(test: Step, next: Step): Step {
  return (context: Context, slots: Slots) => test(context, slots) && next(context, slots);
}
