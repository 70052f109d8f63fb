import type {
  Annotations,
  Body,
  CallTerm,
  ElseBranch,
  Expression,
  Import,
  Module,
  Rule,
  Term,
  WithModifier,
} from '../../../ast/ast.ts';
import type { Location } from '../../../errors.ts';
import type { RegoNumber } from '../../../value/big-number.ts';

/** Plain data of JSON; members that are `undefined` are left out. */
export type Json =
  | null
  | boolean
  | RegoNumber
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/** A parsed policy as OPA writes its syntax tree in JSON, without places other than those of comments. */
export function moduleJson(module: Module): Json {
  return {
    package: { path: names(['data', ...module.package]) },
    imports: orNothing(module.imports.map(importJson)),
    rules: orNothing(module.rules.map(ruleJson)),
    annotations: orNothing(
      [...module.annotations, ...module.rules.flatMap((rule) => rule.annotations)].map(annotationJson),
    ),
    comments: orNothing(
      module.comments.map(({ text, location }) => ({
        Text: Buffer.from(text).toString('base64'),
        Location: locationJson(location),
      })),
    ),
  };
}

function orNothing(list: readonly Json[]): readonly Json[] | undefined {
  return list.length === 0 ? undefined : list;
}

function locationJson({ file, line, column }: Location): Json {
  return { file, row: line, col: column };
}

function importJson({ path, alias }: Import): Json {
  return { path: { type: 'ref', value: names(path) }, alias };
}

function annotationJson({ scope, fields }: Annotations): Json {
  return { scope, ...(fields as Record<string, Json>) };
}

/** A reference whose steps are all names. */
function names([head, ...rest]: readonly string[]): Json[] {
  return [{ type: 'var', value: head! }, ...rest.map((name) => ({ type: 'string', value: name }))];
}

const TRUE: Json = { type: 'boolean', value: true };

function ruleJson(rule: Rule): Json {
  return {
    default: rule.isDefault || undefined,
    head: headJson(rule, rule.kind === 'contains' ? undefined : termJson(rule.value)),
    body: bodyJson(rule.body),
    else: elseJson(rule, rule.elses),
    annotations: orNothing(rule.annotations.map(annotationJson)),
  };
}

function headJson(rule: Rule, value: Json | undefined): Json {
  const [first, ...rest] = rule.path;
  const name = first?.kind === 'scalar' ? String(first.value) : '';
  const last = rest.at(-1);
  return {
    name: rest.length === 0 || (rest.length === 1 && last?.kind !== 'scalar') ? name : undefined,
    args: orNothing(rule.args.map(termJson)),
    key: rule.key === undefined ? undefined : termJson(rule.key),
    value,
    ref: [{ type: 'var', value: name }, ...rest.map(termJson)],
  };
}

function elseJson(rule: Rule, [branch, ...rest]: readonly ElseBranch[]): Json | undefined {
  if (branch === undefined) return undefined;
  return {
    head: headJson(rule, termJson(branch.value)),
    body: bodyJson(branch.body),
    else: elseJson(rule, rest),
  };
}

/** A rule without a body has one that is true. */
function bodyJson(body: Body): Json {
  if (body.length === 0) return [{ index: 0, terms: TRUE }];
  return body.map((expression, index) => ({
    index,
    negated: (expression.kind === 'term' && expression.negated) || undefined,
    terms: expressionJson(expression),
    with: orNothing(expression.with.map(withJson)),
  }));
}

function withJson({ target, value }: WithModifier): Json {
  return { target: termJson(target), value: termJson(value) };
}

function expressionJson(expression: Expression): Json {
  switch (expression.kind) {
    case 'term':
      return expression.term.kind === 'call' ? callJson(expression.term) : termJson(expression.term);
    case 'some':
      return { symbols: expression.variables.map(termJson) };
    case 'some-in': {
      const { key, value, domain } = expression;
      const member = key === undefined ? 'member_2' : 'member_3';
      const operands = [...(key === undefined ? [] : [key]), value, domain].map(termJson);
      return {
        symbols: [{ type: 'call', value: [{ type: 'ref', value: names(['internal', member]) }, ...operands] }],
      };
    }
    case 'every':
      return {
        key: expression.key === undefined ? null : termJson(expression.key),
        value: termJson(expression.value),
        domain: termJson(expression.domain),
        body: bodyJson(expression.body),
      };
  }
}

/** The operator, which is always a reference, and the operands. */
function callJson({ operator, args }: CallTerm): readonly Json[] {
  const reference: Json =
    operator.kind === 'var' ? { type: 'ref', value: names(operator.name.split('.')) } : termJson(operator);
  return [reference, ...args.map(termJson)];
}

function termJson(term: Term): Json {
  switch (term.kind) {
    case 'scalar':
      return scalarJson(term.value);
    case 'var':
      return { type: 'var', value: term.name };
    case 'ref':
      return { type: 'ref', value: [termJson(term.head), ...term.path.map(termJson)] };
    case 'array':
    case 'set':
      return { type: term.kind, value: term.items.map(termJson) };
    case 'object':
      return { type: 'object', value: term.entries.map(([key, value]) => [termJson(key), termJson(value)]) };
    case 'array-comprehension':
    case 'set-comprehension':
      return {
        type: term.kind.replace('-', ''),
        value: { term: termJson(term.term), body: bodyJson(term.body) },
      };
    case 'object-comprehension':
      return {
        type: 'objectcomprehension',
        value: { key: termJson(term.key), value: termJson(term.value), body: bodyJson(term.body) },
      };
    case 'call':
      return { type: 'call', value: callJson(term) };
    case 'template':
      return {
        type: 'templatestring',
        value: {
          parts: term.parts.map((part) =>
            typeof part === 'string' ? scalarJson(part) : { index: 0, terms: expressionJson(part) },
          ),
          multi_line: false,
        },
      };
  }
}

function scalarJson(value: null | boolean | RegoNumber | string): Json {
  if (value === null) return { type: 'null', value };
  if (typeof value === 'boolean' || typeof value === 'string') return { type: typeof value, value };
  return { type: 'number', value };
}
