import type { Capabilities } from '../builtins/capabilities.ts';
import { RegoError } from '../errors.ts';
import { Context } from '../evaluator/context.ts';
import { startRun } from '../evaluator/run.ts';
import type { EvaluateOptions, Evaluation } from '../policy.ts';
import { fromJs, toJs } from '../value/json.ts';
import { RegoObject } from '../value/rego-object.ts';
import type { Value } from '../value/value.ts';
import { Frame, type PlanRun } from './frame.ts';
import type { CompiledPlan, Plan } from './load-plan.ts';
import { ResultSet } from './result-set.ts';

/** How one evaluation of a plan differs: like that of a policy, with what a policy is compiled with. */
export interface PlanOptions extends EvaluateOptions {
  /** Base documents: an object, plain data of JavaScript, or a value that is kept between evaluations. */
  readonly data?: unknown;
  readonly capabilities?: Capabilities;
}

/** Result of {@link evaluatePlan}. */
export interface PlanEvaluation extends Evaluation {
  /** The result set as plain data: one object for each solution, with its variables; each once, in Rego's order. */
  readonly results: readonly unknown[];
}

/** Variable of a solution that holds the document of an entrypoint. */
const RESULT_VARIABLE = 'result';

/**
 * Evaluates one plan: by its name (`authz/allow`, also written `authz.allow` or as a list), or the first one. `value` is the
 * document of an entrypoint, `undefined` when there is no solution or the plan is of another query; `results` has all.
 *
 * @throws RegoError `plan_invalid` when the file has no such plan
 */
export function evaluatePlan(
  plan: Plan,
  entrypoint?: string | readonly string[],
  options: PlanOptions = {},
): PlanEvaluation {
  const started = performance.now();
  const chosen = choose(plan, entrypoint);
  const { capabilities = {}, limits = {} } = options;
  const run = startRun({ ...options, capabilities, limits });
  const context = new Context(
    run,
    options.input === undefined ? undefined : fromJs(options.input),
    baseOf(options.data),
  );
  const found = execute(chosen, { context, results: new ResultSet(), memo: new Map() });
  return {
    ...found,
    errors: run.errors,
    metrics: { microseconds: (performance.now() - started) * 1000, steps: run.budget.used },
  };
}

function choose(plan: Plan, entrypoint: string | readonly string[] | undefined): CompiledPlan {
  const name =
    entrypoint === undefined ? plan.entrypoints[0] : typeof entrypoint === 'string' ? entrypoint : entrypoint.join('/');
  const chosen = name === undefined ? undefined : (plan.plans.get(name) ?? plan.plans.get(name.replaceAll('.', '/')));
  if (chosen !== undefined) return chosen;
  throw new RegoError(
    'plan_invalid',
    name === undefined ? 'the file has no plan' : `the file has no plan ${JSON.stringify(name.slice(0, 100))}`,
  );
}

function execute(plan: CompiledPlan, run: PlanRun): Pick<PlanEvaluation, 'value' | 'results'> {
  const frame = new Frame(run, plan.size);
  frame.slots[0] = run.context.input;
  frame.slots[1] = run.context.data;
  try {
    plan.body(frame);
    const solutions = run.results.items();
    return { value: documentOf(solutions), results: solutions.map(toJs) };
  } catch (error) {
    // The end of the stack, or of what a string or list can hold.
    if (!(error instanceof RangeError)) throw error;
    throw new RegoError('budget_exceeded', 'the evaluation makes too much', { cause: error });
  }
}

function documentOf(solutions: readonly Value[]): unknown {
  const [first] = solutions;
  const document = first instanceof RegoObject ? first.get(RESULT_VARIABLE) : undefined;
  return document === undefined ? undefined : toJs(document);
}

function baseOf(data: unknown): Value {
  const value = data instanceof RegoObject ? data : fromJs(data ?? {});
  if (value instanceof RegoObject) return value;
  throw new RegoError('value_invalid', 'base documents are an object');
}
