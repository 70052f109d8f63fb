import { CONTINUE, Frame, type Memo, type PlanFunction, type PlanRun } from './frame.ts';
import type { Value } from '../value/value.ts';

/** Documents for which the result of a rule is kept at the same time: one more for each `with` that encloses it. */
const MAX_KEPT_RESULTS = 4;

/** Slots of a frame that cost one step. */
const SLOTS_PER_STEP = 16;

/** A function before its body is compiled. */
export function declareFunction(name: string): PlanFunction {
  return { name, params: [], size: 0, body: () => CONTINUE };
}

/**
 * Calls a function of a plan. One that takes nothing but the two documents is a rule: what it gave for the same documents is
 * given again.
 *
 * @throws RegoError
 */
export function callFunction(
  run: PlanRun,
  target: PlanFunction,
  args: readonly (Value | undefined)[],
): Value | undefined {
  if (args.length !== 2) return enter(run, target, args);
  const [input, data] = args;
  let kept: Memo[] | undefined = run.memo.get(target);
  if (kept === undefined) {
    kept = [];
    run.memo.set(target, kept);
  }
  for (let i = 0; i < kept.length; i++) {
    const memo = kept[i]!;
    if (memo.input === input && memo.data === data) return memo.value;
  }
  const value = enter(run, target, args);
  if (kept.length >= MAX_KEPT_RESULTS) kept.pop();
  kept.push({ input, data, value });
  return value;
}

function enter(run: PlanRun, target: PlanFunction, args: readonly (Value | undefined)[]): Value | undefined {
  const { budget } = run.context.run;
  budget.enter();
  budget.charge(Math.ceil(target.size / SLOTS_PER_STEP));
  const frame = new Frame(run, target.size);
  for (let i = 0; i < args.length; i++) frame.slots[target.params[i]!] = args[i];
  target.body(frame);
  budget.leave();
  return frame.result;
}
