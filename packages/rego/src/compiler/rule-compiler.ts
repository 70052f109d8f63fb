import { RegoError, type Location } from '../errors.ts';
import type { Context, Slots, Step, TermFunction } from '../evaluator/context.ts';
import type { DocumentBuilder } from '../evaluator/document-builder.ts';
import { conflict, type CompiledRule, type GroupKind, type KeyedRule } from '../evaluator/group.ts';
import { link, type Operation } from '../evaluator/operation.ts';
import { equalValues } from '../value/compare.ts';
import { SetBuilder } from '../value/rego-set.ts';
import type { Value } from '../value/value.ts';
import { EQUATION } from '../builtins/language.ts';
import { Bindings } from './bindings.ts';
import { compileBody } from './body-compiler.ts';
import type * as ir from './ir.ts';
import { compileTerm } from './term-compiler.ts';
import { Unit, type Program } from './unit.ts';

/** Compiles one rule of a group; `depth` steps of its path are those of the group. @throws RegoError */
export function compileRule(rule: ir.Rule, kind: GroupKind, depth: number, program: Program): CompiledRule {
  const unit = new Unit(program, rule.slots, rule.location);
  const branches = rule.branches.map((branch) => ({ run: compileBranch(branch, rule, kind, depth, unit) }));
  return { id: rule.id, branches, slots: unit.slots, location: rule.location };
}

/**
 * Compiles a rule whose name goes on with terms, once more for one value of the first of them, which stands in `keySlot`. What
 * asks for one member then need not make all of them. @throws RegoError
 */
export function compileKeyedRule(rule: ir.Rule, depth: number, program: Program): KeyedRule {
  const unit = new Unit(program, rule.slots, rule.location);
  const keySlot = unit.newSlot();
  const equation = equationOf(keySlot, '$key', rule.path[depth]!, rule.location);
  const [branch] = rule.branches as readonly [ir.Branch];
  const run = compileBranch(branch, rule, 'dynamic', depth, unit, { slot: keySlot, equation });
  return { id: rule.id, branches: [{ run }], slots: unit.slots, location: rule.location, keySlot };
}

interface Key {
  readonly slot: number;
  readonly equation: ir.Expression;
}

function compileBranch(branch: ir.Branch, rule: ir.Rule, kind: GroupKind, depth: number, unit: Unit, key?: Key): Step {
  const bindings = new Bindings();
  for (let i = 1; i <= rule.args.length; i++) bindings.add(i);
  if (key !== undefined) bindings.add(key.slot);
  const first = key === undefined ? argumentEquations(rule) : [key.equation];
  return compileBody([...first, ...branch.body], unit, bindings, () => {
    const head: Operation[] = [];
    const finish = compileHead(branch, rule, kind, depth, unit, bindings, head);
    return link(head, observed(finish, rule.id));
  });
}

/** `argument = pattern` for each argument, so that a pattern may use what the body makes. */
function argumentEquations(rule: ir.Rule): ir.Expression[] {
  return rule.args.map((pattern, i) => equationOf(i + 1, rule.names[i + 1]!, pattern, rule.location));
}

function equationOf(slot: number, name: string, pattern: ir.Term, location: Location): ir.Expression {
  const known: ir.Local = { kind: 'local', slot, name, location };
  const term: ir.Call = { kind: 'call', name: 'eq', builtin: EQUATION, path: [], args: [known, pattern], location };
  return { kind: 'term', negated: false, term, with: [], location };
}

/** Tells an observer of each solution. */
function observed(finish: Step, rule: number): Step {
  return (context, slots) => {
    context.run.observer?.ruleFired?.(rule, slots);
    return finish(context, slots);
  };
}

function compileHead(
  branch: ir.Branch,
  rule: ir.Rule,
  kind: GroupKind,
  depth: number,
  unit: Unit,
  bindings: Bindings,
  out: Operation[],
): Step {
  const compile = (term: ir.Term): TermFunction => compileTerm(term, unit, bindings, out);
  if (kind === 'set') return addElement(compile(branch.key!));
  if (kind === 'dynamic') {
    const path = rule.path.slice(depth).map(compile);
    return rule.kind === 'contains'
      ? putMember(path, compile(branch.key!), 'add')
      : putMember(path, compile(branch.value), 'put');
  }
  return singleResult(compile(branch.value), branch.value.kind === 'constant', kind, rule);
}

function singleResult(value: TermFunction, isConstant: boolean, kind: GroupKind, rule: ir.Rule): Step {
  return (context, slots) => {
    const made = value(context, slots);
    if (made === undefined) return false;
    const before = slots[0];
    if (before !== undefined && !equalValues(before, made)) throw conflict(kind, rule.location);
    slots[0] = made;
    return isConstant;
  };
}

function addElement(key: TermFunction): Step {
  return (context, slots) => {
    const element = key(context, slots);
    if (element === undefined) return false;
    context.run.budget.tick();
    const set = (slots[0] ??= new SetBuilder() as unknown as Value) as unknown as SetBuilder;
    set.add(element);
    return false;
  };
}

function putMember(path: readonly TermFunction[], value: TermFunction, how: 'add' | 'put'): Step {
  return (context: Context, slots: Slots) => {
    const keys: Value[] = [];
    for (const step of path) {
      const key = step(context, slots);
      if (key === undefined) return false;
      keys.push(key);
    }
    const made = value(context, slots);
    if (made === undefined) return false;
    context.run.budget.tick();
    (slots[0] as unknown as DocumentBuilder)[how](keys, made);
    return false;
  };
}

/** The error of rules of one path that cannot be one document. */
export function conflictingRules(path: readonly string[], rule: ir.Rule): RegoError {
  return new RegoError('rego_type_error', `conflicting rules data.${path.join('.')} found`, {
    location: rule.location,
  });
}
