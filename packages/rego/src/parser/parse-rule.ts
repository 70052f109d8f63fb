import type { Annotations, Body, ElseBranch, RegoVersion, Rule, Term } from '../ast/ast.ts';
import type { Location } from '../errors.ts';
import { parseBody, parseExpression } from './parse-body.ts';
import { parseRef, parseTerm } from './parse-term.ts';
import type { TokenCursor } from './token-cursor.ts';

type Head = Pick<Rule, 'kind' | 'path' | 'args' | 'key' | 'value' | 'location'> & { readonly hasValue: boolean };

/** Parses a rule, which is several when it has several bodies. @throws RegoError `rego_parse_error` */
export function parseRule(cursor: TokenCursor, version: RegoVersion, annotations: readonly Annotations[]): Rule[] {
  const isDefault = cursor.optional('default');
  const { hasValue, ...head } = parseHead(cursor, version);
  if (isDefault && !hasValue) throw cursor.unexpected('a default rule needs a value', 'write `default name := value`');
  const bodies = [parseRuleBody(cursor, version, true)];
  const elses = parseElses(cursor, version);
  while (elses.length === 0 && cursor.is('{')) bodies.push(parseRuleBody(cursor, version, false));
  const rules = bodies.map((body): Rule => ({ ...head, isDefault, body, elses, annotations }));
  const isPartial =
    version === 'v0' && head.kind === 'value' && !hasValue && head.path.length === 2 && !isName(head.path[1]!);
  return isPartial ? rules.map(asSet) : rules;
}

function isName(step: Term): boolean {
  return step.kind === 'scalar' && typeof step.value === 'string';
}

/** `p[x]` of v0 makes a set. */
function asSet(rule: Rule): Rule {
  return { ...rule, kind: 'contains', path: rule.path.slice(0, 1), key: rule.path[1] };
}

function parseHead(cursor: TokenCursor, version: RegoVersion): Head {
  const { location } = cursor;
  if (cursor.token.kind !== 'word') throw cursor.unexpected('a rule is wanted here');
  const term = parseRef(cursor);
  const [name, args] = term.kind === 'call' ? [term.operator, term.args] : [term, undefined];
  const path = pathOf(name);
  if (path === undefined) throw cursor.error('a rule needs a name', undefined, location);
  const yes: Term = { kind: 'scalar', value: true, location };
  if (args === undefined && cursor.optional('contains')) {
    return { kind: 'contains', path, args: [], key: parseTerm(cursor), value: yes, location, hasValue: false };
  }
  const hasValue = cursor.is(':=') || cursor.is('=');
  if (hasValue) cursor.take();
  const value = hasValue ? parseTerm(cursor) : yes;
  const isBare = !hasValue && args === undefined && !cursor.is('if') && !cursor.is('{');
  if (isBare && version === 'v1')
    throw cursor.unexpected('a rule needs a value or a body', 'write `name := value` or `name if { … }`');
  return {
    kind: args === undefined ? 'value' : 'function',
    path,
    args: args ?? [],
    key: undefined,
    value,
    location,
    hasValue,
  };
}

/** Steps of the name of a rule, the first of them a string. */
function pathOf(term: Term): Term[] | undefined {
  if (term.kind === 'var' && !term.name.startsWith('$'))
    return [{ kind: 'scalar', value: term.name, location: term.location }];
  if (term.kind === 'scalar' && (typeof term.value === 'boolean' || term.value === null)) return undefined;
  if (term.kind !== 'ref' || term.head.kind !== 'var') return undefined;
  return [{ kind: 'scalar', value: term.head.name, location: term.head.location }, ...term.path];
}

function parseRuleBody(cursor: TokenCursor, version: RegoVersion, isFirst: boolean): Body {
  if (cursor.optional('if')) {
    if (!cursor.is('{')) return [parseExpression(cursor)];
  } else if (!cursor.is('{')) return [];
  else if (version === 'v1' && isFirst) throw cursor.unexpected('a body begins with `if`', 'write `name if { … }`');
  cursor.take();
  return cursor.nested(() => parseBody(cursor, '}'));
}

function parseElses(cursor: TokenCursor, version: RegoVersion): ElseBranch[] {
  const branches: ElseBranch[] = [];
  for (let { location } = cursor; cursor.optional('else'); { location } = cursor) {
    const value = parseElseValue(cursor, location);
    branches.push({ value, body: parseRuleBody(cursor, version, true), location });
  }
  return branches;
}

function parseElseValue(cursor: TokenCursor, location: Location): Term {
  if (cursor.optional(':=') || cursor.optional('=')) return parseTerm(cursor);
  return { kind: 'scalar', value: true, location };
}
