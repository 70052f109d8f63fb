import { declareFunction } from './call-function.ts';
import { CONTROL_STATEMENTS } from './control-statements.ts';
import type { PlanFunction, Step } from './frame.ts';
import { listAt, member, objectAt, planInvalid, textAt, type JsonObject } from './plan-json.ts';
import { functionKey, Scope, type PlanParts, type StatementCompiler } from './scope.ts';
import { TEST_STATEMENTS } from './test-statements.ts';
import { VALUE_STATEMENTS } from './value-statements.ts';

/** A policy in OPA's intermediate representation, checked and compiled. Immutable; serves any number of evaluations. */
export interface Plan {
  /** Names of its plans, such as `authz/allow`, in the order of the file. */
  readonly entrypoints: readonly string[];
  /** Builtin functions that the file says it needs. */
  readonly builtins: readonly string[];
  /** For the evaluation: plans by name. */
  readonly plans: ReadonlyMap<string, CompiledPlan>;
}

/** One plan, compiled. */
export interface CompiledPlan {
  /** Slots of its frame; the first two hold the input and data documents. */
  readonly size: number;
  readonly body: Step;
}

/** Local variables of a plan that hold the documents. */
const INPUT_LOCAL = 0;
const DATA_LOCAL = 1;

const COMPILERS: ReadonlyMap<string, StatementCompiler> = new Map(
  Object.entries({ ...VALUE_STATEMENTS, ...TEST_STATEMENTS, ...CONTROL_STATEMENTS }),
);

/**
 * Checks and compiles the JSON of a `plan.json`, as `opa build --target plan` makes it.
 * Source: https://www.openpolicyagent.org/docs/ir.
 *
 * @throws RegoError `plan_invalid`
 */
export function loadPlan(json: unknown): Plan {
  const policy = objectAt(json, 'the plan file');
  const fixed = section(policy, 'static');
  const strings = listAt(member(fixed, 'strings'), 'static.strings').map((each) => valueOf(each, 'static.strings'));
  const files = listAt(member(fixed, 'files'), 'static.files').map((each) => valueOf(each, 'static.files'));
  const builtins = listAt(member(fixed, 'builtin_funcs'), 'static.builtin_funcs').map((each) =>
    textAt(member(objectAt(each, 'a builtin function'), 'name'), 'the name of a builtin function'),
  );
  const { functions, paths, sources } = declare(listAt(member(section(policy, 'funcs'), 'funcs'), 'funcs.funcs'));
  const parts: PlanParts = { strings, files, functions, paths };
  for (const { target, scope, source } of sources.map((each) => prepare(each, parts))) {
    target.body = scope.blocks(member(source, 'blocks'), 'blocks');
    target.size = scope.size;
  }
  const plans = new Map<string, CompiledPlan>();
  for (const each of listAt(member(section(policy, 'plans'), 'plans'), 'plans.plans')) {
    const source = objectAt(each, 'a plan');
    const name = textAt(member(source, 'name'), 'the name of a plan');
    if (plans.has(name)) throw planInvalid(label('plan', name), 'is there twice');
    plans.set(name, compilePlan(name, source, parts));
  }
  return { entrypoints: [...plans.keys()], builtins, plans };
}

/** A part of the file, which may be left out. */
function section(policy: JsonObject, name: string): JsonObject {
  const found = member(policy, name);
  return found === undefined || found === null ? {} : objectAt(found, name);
}

function valueOf(constant: unknown, where: string): string {
  return textAt(member(objectAt(constant, `an entry of ${where}`), 'value'), `a value of ${where}`);
}

interface FunctionSource {
  readonly target: PlanFunction;
  readonly source: JsonObject;
}

/** Makes the functions known to each other before any of them is compiled. */
function declare(list: readonly unknown[]): {
  readonly functions: ReadonlyMap<string, PlanFunction>;
  readonly paths: ReadonlyMap<string, PlanFunction>;
  readonly sources: readonly FunctionSource[];
} {
  const functions = new Map<string, PlanFunction>();
  const paths = new Map<string, PlanFunction>();
  const sources = list.map((each) => {
    const source = objectAt(each, 'a function');
    const name = textAt(member(source, 'name'), 'the name of a function');
    if (functions.has(name)) throw planInvalid(label('function', name), 'is there twice');
    const target = declareFunction(name);
    functions.set(name, target);
    const where = `the path of ${label('function', name)}`;
    const path = listAt(member(source, 'path'), where).map((key) => textAt(key, where));
    const key = functionKey(path);
    if (path.length > 0 && !paths.has(key)) paths.set(key, target);
    return { target, source };
  });
  return { functions, paths, sources };
}

/** Numbers the parameters, which every call needs to know, and opens the scope of the body. */
function prepare({ target, source }: FunctionSource, parts: PlanParts): FunctionSource & { readonly scope: Scope } {
  const scope = new Scope(parts, label('function', target.name), false, COMPILERS);
  const params = listAt(member(source, 'params'), scope.where('params'));
  target.params = params.map((local) => scope.slot(local, 'params'));
  if (new Set(target.params).size < params.length) throw planInvalid(scope.where('params'), 'names a local twice');
  scope.slot(member(source, 'return'), 'return');
  return { target, source, scope };
}

function compilePlan(name: string, source: JsonObject, parts: PlanParts): CompiledPlan {
  const scope = new Scope(parts, label('plan', name), true, COMPILERS);
  scope.slot(INPUT_LOCAL, 'input');
  scope.slot(DATA_LOCAL, 'data');
  const body = scope.blocks(member(source, 'blocks'), 'blocks');
  return { size: scope.size, body };
}

function label(kind: string, name: string): string {
  return `${kind} ${JSON.stringify(name.slice(0, 100))}`;
}
