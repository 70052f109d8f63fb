import { pathKey } from '../compiler/environment.ts';
import type * as ir from '../compiler/ir.ts';
import { walkRule } from '../compiler/walk-ir.ts';
import { RegoError, type Location } from '../errors.ts';
import { areDisjoint, isScalar, operandType, typeOf, typeText, type Type, type TypeFacts } from './infer-type.ts';

/** Passes over a rule that gather types of variables: enough for a variable that is told from one that is told later. */
const PASSES = 2;

/**
 * Finds what can never be: operands of a kind that a builtin does not take, equations between kinds that have no value in
 * common, members of scalars. What is not sure is left to the evaluation.
 */
export function checkTypes(rules: readonly ir.Rule[]): RegoError[] {
  const documents = documentTypes(rules);
  return rules.flatMap((rule) => checkRule(rule, documents));
}

type Documents = TypeFacts['document'];

/** Kinds of the documents of rules whose path is all names. */
function documentTypes(rules: readonly ir.Rule[]): Documents {
  const byPath = new Map<string, ir.Rule[]>();
  const open = new Set<string>();
  for (const rule of rules) {
    const path = namesOf(rule.path);
    const key = pathKey(path);
    if (path.length < rule.path.length) open.add(key);
    const group = byPath.get(key);
    if (group === undefined) byPath.set(key, [rule]);
    else group.push(rule);
  }
  const types = new Map<string, Type>();
  const ofKey = (key: string): Type => {
    if (!types.has(key)) {
      // Until it is known: a chain of rules ends, since they were checked for recursion.
      types.set(key, undefined);
      types.set(key, open.has(key) ? undefined : ofRules(byPath.get(key)!, document));
    }
    return types.get(key);
  };
  const document: Documents = (path) => {
    const names = namesOf(path);
    for (let steps = 1; steps <= names.length; steps++) {
      const key = pathKey(names.slice(0, steps));
      if (byPath.has(key)) return { type: ofKey(key), steps };
    }
    return undefined;
  };
  return document;
}

function ofRules(rules: readonly ir.Rule[], document: Documents): Type {
  let union: Type = new Set();
  for (const rule of rules) {
    if (rule.kind === 'function') return undefined;
    if (rule.kind === 'contains') return new Set(['set']);
    const facts = { locals: localTypes(rule, document), document };
    for (const { value } of rule.branches) {
      const type = typeOf(value, facts);
      if (type === undefined) return undefined;
      union = union.union(type);
    }
  }
  return union;
}

function namesOf(path: readonly ir.Term[]): string[] {
  const names: string[] = [];
  for (const step of path) {
    if (step.kind !== 'constant' || typeof step.value !== 'string') break;
    names.push(step.value);
  }
  return names;
}

/** Types of variables that are equal to something that can be told. */
function localTypes(rule: ir.Rule, document: Documents): ReadonlyMap<number, Type> {
  const locals = new Map<number, Type>();
  const facts: TypeFacts = { locals, document };
  for (let pass = 0; pass < PASSES; pass++) {
    for (const expression of expressionsOf(rule)) {
      const sides = isMocked(expression) ? undefined : equationOf(expression);
      if (sides === undefined || (expression.kind === 'term' && expression.negated)) continue;
      for (const [local, other] of [sides, [sides[1], sides[0]] as const]) {
        if (local.kind !== 'local' || locals.get(local.slot) !== undefined) continue;
        locals.set(local.slot, typeOf(other, facts));
      }
    }
  }
  return locals;
}

function checkRule(rule: ir.Rule, document: Documents): RegoError[] {
  const errors: RegoError[] = [];
  const facts: TypeFacts = { locals: localTypes(rule, document), document };
  const expressions = expressionsOf(rule);
  for (const expression of expressions) {
    const sides = isMocked(expression) ? undefined : equationOf(expression);
    if (sides === undefined) continue;
    const [left, right] = [typeOf(sides[0], facts), typeOf(sides[1], facts)];
    if (areDisjoint(left, right)) {
      const message = `match error\n\tleft  : ${typeText(left)}\n\tright : ${typeText(right)}`;
      errors.push(problem(message, expression.location));
    }
  }
  // With a function in the place of another one, operands are that one's matter.
  if (expressions.some(isMocked)) return errors;
  walkRule(rule, (term) => {
    if (term.kind === 'call') errors.push(...operandErrors(term, facts));
    else if (term.kind === 'ref') errors.push(...memberErrors(term, facts));
  });
  return errors;
}

function operandErrors({ builtin, args, name, location }: ir.Call, facts: TypeFacts): RegoError[] {
  if (builtin === undefined || builtin.variadic === true) return [];
  const have = args.slice(0, builtin.args.length).map((arg) => typeOf(arg, facts));
  if (!have.some((type, i) => areDisjoint(type, operandType(builtin.args[i]!)))) return [];
  const want = builtin.args.map((type) => typeText(operandType(type)));
  const message = `${name}: invalid argument(s)\n\thave: (${have.map(typeText).join(', ')})\n\twant: (${want.join(', ')})`;
  return [problem(message, location)];
}

function memberErrors(term: ir.Ref, facts: TypeFacts): RegoError[] {
  const found = term.head.kind === 'data' ? facts.document(term.path) : { type: typeOf(term.head, facts), steps: 0 };
  if (found === undefined || found.steps >= term.path.length || !isScalar(found.type)) return [];
  return [problem(`undefined ref: a value of type ${typeText(found.type)} has no members`, term.location)];
}

/** The two sides of an expression that says that they are equal. */
function equationOf(expression: ir.Expression): readonly [ir.Term, ir.Term] | undefined {
  if (expression.kind !== 'term' || expression.term.kind !== 'call') return undefined;
  const { name, args, builtin } = expression.term;
  if (builtin === undefined || args.length !== 2) return undefined;
  return name === 'eq' || name === 'assign' || name === 'equal' ? [args[0]!, args[1]!] : undefined;
}

function isMocked(expression: ir.Expression): boolean {
  return expression.with.some(({ kind }) => kind === 'function');
}

/** Every expression of a rule, those inside of closures too. */
function expressionsOf(rule: ir.Rule): readonly ir.Expression[] {
  const expressions = rule.branches.flatMap(({ body }) => body);
  walkRule(rule, (term) => {
    if ('body' in term) expressions.push(...term.body);
  });
  // The list grows while it is gone through.
  for (const expression of expressions) if (expression.kind === 'every') expressions.push(...expression.body);
  return expressions;
}

function problem(message: string, location: Location): RegoError {
  return new RegoError('rego_type_error', message, { location });
}
