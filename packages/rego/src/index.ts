/** Policies in Rego: compiled without code generation, evaluated in process. */
export type { Module, RegoVersion } from './ast/ast.ts';
export type { Capabilities } from './builtins/capabilities.ts';
export { RegoError, type Location, type RegoErrorCode } from './errors.ts';
export { DEFAULT_LIMITS, type Limits } from './evaluator/budget.ts';
export type { Observer } from './evaluator/context.ts';
export { checkSyntax } from './parser/parser.ts';
export {
  compile,
  MAX_FIRED_RULES,
  Policy,
  type CompileOptions,
  type DependencyNode,
  type EvaluateOptions,
  type Evaluation,
  type Explanation,
  type FiredRule,
  type Metrics,
  type PolicySource,
  type QueryResult,
} from './policy.ts';
export { runTests, type TestOptions, type TestReport, type TestResult } from './test-runner/run-tests.ts';
export { fromJs, jsonText, parseJson, toJs } from './value/json.ts';
export { RegoObject } from './value/rego-object.ts';
export { RegoSet } from './value/rego-set.ts';
export type { Value } from './value/value.ts';
