import type { BuiltinContext } from '../builtins/builtin.ts';
import type { Capabilities } from '../builtins/capabilities.ts';
import { RegoError, type Location } from '../errors.ts';
import { Budget, DEFAULT_LIMITS, type Limits } from './budget.ts';
import type { Observer, Run } from './context.ts';

interface RunOptions {
  readonly nowNs?: bigint | undefined;
  readonly strict?: boolean | undefined;
  readonly limits: Partial<Limits>;
  readonly capabilities: Capabilities;
  readonly observer?: Observer | undefined;
}

/** Starts an evaluation. */
export function startRun(options: RunOptions): Run {
  const budget = new Budget({ ...DEFAULT_LIMITS, ...options.limits });
  const strict = options.strict === true;
  const builtinContext = new CallContext(options, budget, strict);
  return {
    budget,
    strict,
    capabilities: options.capabilities,
    observer: options.observer,
    builtinContext,
    errors: [],
  };
}

/** What builtins see of an evaluation. Time and memory are made when they are asked for. */
class CallContext implements BuiltinContext {
  readonly capabilities: Capabilities;
  readonly strict: boolean;
  location: Location | undefined;
  readonly #budget: Budget;
  readonly #observer: Observer | undefined;
  #nowNs: bigint | undefined;
  #memo: Map<string, unknown> | undefined;

  constructor(options: RunOptions, budget: Budget, strict: boolean) {
    this.capabilities = options.capabilities;
    this.strict = strict;
    this.#nowNs = options.nowNs;
    this.#observer = options.observer;
    this.#budget = budget;
  }

  get nowNs(): bigint {
    return (this.#nowNs ??= BigInt(Date.now()) * 1_000_000n);
  }

  get memo(): Map<string, unknown> {
    return (this.#memo ??= new Map());
  }

  charge(units: number): void {
    this.#budget.charge(units);
  }

  metadata(): never {
    throw new RegoError('eval_builtin_error', 'the metadata of a rule are not available here');
  }

  print(message: string): void {
    this.#observer?.print?.(message, this.location);
  }
}
