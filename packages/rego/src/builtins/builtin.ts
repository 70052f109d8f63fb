import type { Location } from '../errors.ts';
import type { TypeName, Value } from '../value/value.ts';
import type { Capabilities } from './capabilities.ts';

/** Types that an operand may have; `any` takes all. The order is the one of error messages. */
export type OperandType = 'any' | TypeName | readonly TypeName[];

/** What a builtin may use of the running evaluation. */
export interface BuiltinContext {
  /** The time of the evaluation, nanoseconds since the epoch: the same for all of one evaluation. */
  readonly nowNs: bigint;
  readonly capabilities: Capabilities;
  /** Kept for one evaluation: `rand.intn` and `uuid` of the same arguments, parsed patterns, `http.send` answers. */
  readonly memo: Map<string, unknown>;
  /** Whether errors of builtins end the evaluation. */
  readonly strict: boolean;
  /** Where the call stands. */
  readonly location: Location | undefined;
  /**
   * Counts work or memory of a builtin in units of about one element or sixteen characters; call it before making a result
   * whose size an argument decides.
   *
   * @throws RegoError `budget_exceeded`
   */
  charge(units: number): void;
  /** `rego.metadata.chain()` and `rego.metadata.rule()` of the rule that the call stands in. */
  metadata(which: 'chain' | 'rule'): Value;
  /** Takes the text of a `print` call. */
  print(message: string): void;
}

/**
 * One builtin function. `run` gets operands whose types were checked against `args`; it gives `undefined` for a result that is
 * undefined and throws a RegoError `eval_type_error` or `eval_builtin_error` otherwise. A relation gives all its results as
 * an array (`walk`).
 */
export interface Builtin {
  readonly name: string;
  readonly args: readonly OperandType[];
  readonly result: OperandType;
  /** Same operands, same result, whatever the time and the outside world. */
  readonly deterministic: boolean;
  /** `run` gives a list of results, each of which the call takes in turn. */
  readonly relation?: true;
  /** Takes any number of operands of any type (`print`). */
  readonly variadic?: true;
  readonly run: BuiltinFunction;
}

/** Runs a builtin. The count of operands is right and their types are among those that the row names. */
export type BuiltinFunction = (operands: readonly Value[], context: BuiltinContext) => Value | undefined;
