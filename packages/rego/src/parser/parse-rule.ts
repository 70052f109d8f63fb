import type { Annotations, Body, ElseBranch, Rule, Term, VarTerm } from '../ast/ast.ts';
import type { Location } from '../errors.ts';
import { defaultProblem } from './default-problem.ts';
import type { Token } from './lexer.ts';
import { parseBody, parseExpression } from './parse-body.ts';
import { parseSteps } from './parse-ref.ts';
import { parseTerm } from './parse-term.ts';
import type { TokenCursor } from './token-cursor.ts';

/** What a rule may look like. */
export interface RuleStyle {
  /** Bodies need `if`, sets need `contains`. */
  readonly isStrict: boolean;
  /** Told of each place where a rule is written in the way of v0, with what makes the error of it. */
  readonly onLenient: (error: () => Error) => void;
}

type Head = Pick<Rule, 'kind' | 'path' | 'args' | 'key' | 'value' | 'location'>;

/** A head, and what was written of it. */
interface WrittenHead {
  readonly head: Head;
  readonly hasValue: boolean;
  /** Arguments are written, if only `()`. */
  readonly isCall: boolean;
}

/** Parses a rule, which is several when it has several bodies. @throws RegoError `rego_parse_error` */
export function parseRule(cursor: TokenCursor, style: RuleStyle, annotations: readonly Annotations[]): Rule[] {
  const from = cursor.token;
  const isDefault = cursor.optionalFree('default');
  const written = parseHead(cursor, from);
  if (isDefault) return [parseDefault(cursor, written, from, annotations)];
  const hasBody = cursor.isConnective('if') || cursor.is('{');
  if (!hasBody) checkLoneHead(cursor, style, written);
  const head = isSetOfV0(cursor, written) ? asSet(cursor, style, written.head) : written.head;
  const body = hasBody ? parseRuleBody(cursor, style) : [];
  const elses = hasBody ? parseElses(cursor, style, head) : [];
  const rule = { ...head, isDefault, body, elses, annotations };
  const rules: Rule[] = [cursor.spanned(rule, from)];
  if (!hasBody) return rules;
  while (cursor.is('{')) {
    if (elses.length > 0) throw cursor.unexpected('"else" is wanted here');
    const next = cursor.take();
    const chained = cursor.nested(() => parseBody(cursor, '}'));
    rules.push(cursor.spanned({ ...rule, body: chained, annotations: [], location: next.location }, next));
  }
  return rules;
}

/** Refuses what only v0 allows, or tells of it. */
function complain(cursor: TokenCursor, style: RuleStyle, message: string, hint: string, location: Location): void {
  const error = (): Error => cursor.error(message, hint, location);
  if (style.isStrict) throw error();
  style.onLenient(error);
}

function isSetOfV0(cursor: TokenCursor, { head, hasValue, isCall }: WrittenHead): boolean {
  return head.kind === 'value' && head.path.length === 2 && !hasValue && !isCall && !cursor.isConnective('if');
}

/** `p[x]` of v0 makes a set. */
function asSet(cursor: TokenCursor, style: RuleStyle, head: Head): Head {
  const hint = 'write `name contains key if { … }` for a set, or `name[key] if { … }` for an object';
  complain(cursor, style, '`contains` keyword is required for partial set rules', hint, head.location);
  return { ...head, kind: 'contains', path: head.path.slice(0, 1), key: head.path[1] };
}

/** A name alone says nothing. */
function checkLoneHead(cursor: TokenCursor, style: RuleStyle, { head, hasValue, isCall }: WrittenHead): void {
  if (hasValue || head.kind !== 'value') return;
  const hint = 'write `name := value`, `name contains key` or `name if { … }`';
  if (isCall || head.path.length === 1) throw cursor.unexpected('a rule needs a value or a body', hint);
  if (head.path.length === 2) return;
  complain(cursor, style, 'rule must have value assignment and/or body declaration', hint, head.location);
}

function parseHead(cursor: TokenCursor, { location }: Token): WrittenHead {
  const from = cursor.token;
  const { text } = from;
  if (from.kind !== 'word' || (text !== 'contains' && cursor.isKeyword()))
    throw cursor.unexpected('a rule is wanted here');
  cursor.take();
  const variable: VarTerm = { kind: 'var', name: text, location: from.location };
  const term = parseSteps(cursor, cursor.spanned(variable, from), from, true);
  const [name, args] = term.kind === 'call' ? [term.operator, term.args] : [term, undefined];
  const path = pathOf(name);
  if (path === undefined || text === '_' || (path.length === 1 && cursor.isReserved(text)))
    throw cursor.error('a rule needs a name', undefined, from.location);
  const isCall = args !== undefined;
  const yes: Term = { kind: 'scalar', value: true, location: from.location };
  if (cursor.isConnective('contains')) {
    if (isCall) throw cursor.unexpected('"contains" makes a set, and a function has none');
    cursor.take();
    const key = parseTerm(cursor);
    return { head: { kind: 'contains', path, args: [], key, value: yes, location }, hasValue: false, isCall };
  }
  const hasValue = cursor.optional(':=') || cursor.optional('=');
  const value = hasValue ? parseTerm(cursor) : yes;
  // Without arguments a function is a rule.
  const kind = isCall && args.length > 0 ? 'function' : 'value';
  return { head: { kind, path, args: args ?? [], key: undefined, value, location }, hasValue, isCall };
}

/** Steps of the name of a rule, the first of them a string. */
function pathOf(term: Term): Term[] | undefined {
  if (term.kind === 'var') return [{ kind: 'scalar', value: term.name, location: term.location }];
  if (term.kind !== 'ref' || term.head.kind !== 'var') return undefined;
  return [{ kind: 'scalar', value: term.head.name, location: term.head.location }, ...term.path];
}

function parseDefault(
  cursor: TokenCursor,
  { head, hasValue }: WrittenHead,
  from: Token,
  annotations: readonly Annotations[],
): Rule {
  if (!hasValue) throw cursor.unexpected('a default rule needs a value', 'write `default name := value`');
  if (cursor.isConnective('if') || cursor.is('{')) throw cursor.unexpected('a default rule has no body');
  const problem = defaultProblem(head);
  if (problem !== undefined) throw cursor.error(`illegal default rule (${problem})`, undefined, from.location);
  return cursor.spanned({ ...head, isDefault: true, body: [], elses: [], annotations }, from);
}

/** Parses `if expression`, `if { … }` or, in v0, `{ … }`. */
function parseRuleBody(cursor: TokenCursor, style: RuleStyle): Body {
  takeIf(cursor, style);
  if (!cursor.is('{')) return [parseExpression(cursor)];
  // `if {x} == y` and `if {"k": v}` begin with a term; a set alone is a body.
  const { position } = cursor;
  const literal = mayBeTerm(cursor) ? cursor.attempt(() => parseExpression(cursor)) : undefined;
  if (literal !== undefined && !(literal.kind === 'term' && literal.term.kind === 'set')) return [literal];
  cursor.goBack(position);
  return parseBracedBody(cursor);
}

const OPEN = new Set(['(', '[', '{']);
const CLOSE = new Set([')', ']', '}']);
const ONLY_IN_BODIES = new Set([';', ':=', '=']);
const ALSO_IN_TERMS = new Set([',', ':', '|']);

/** False where the braces of a body cannot be those of a term, which is most often: looks for what only one of them has. */
function mayBeTerm(cursor: TokenCursor): boolean {
  for (let i = 1, depth = 0; ; i++) {
    const { kind, text } = cursor.peek(i);
    if (kind === 'end') return true;
    if (kind !== 'operator') continue;
    if (OPEN.has(text)) depth++;
    else if (CLOSE.has(text)) {
      if (--depth < 0) return i === 1 || continuesTerm(cursor.peek(i + 1));
    } else if (depth === 0) {
      if (ONLY_IN_BODIES.has(text)) return false;
      if (ALSO_IN_TERMS.has(text)) return true;
    }
  }
}

function continuesTerm({ kind, text, isSpaced }: Token): boolean {
  if (kind === 'word') return text === 'in';
  return kind === 'operator' && !OPEN.has(text) ? !CLOSE.has(text) : text === '[' && !isSpaced;
}

function takeIf(cursor: TokenCursor, style: RuleStyle): void {
  if (cursor.isConnective('if')) {
    cursor.take();
    return;
  }
  complain(cursor, style, '`if` keyword is required before rule body', 'write `name if { … }`', cursor.location);
}

function parseBracedBody(cursor: TokenCursor): Body {
  cursor.take();
  return cursor.nested(() => parseBody(cursor, '}'));
}

function parseElses(cursor: TokenCursor, style: RuleStyle, head: Head): ElseBranch[] {
  const branches: ElseBranch[] = [];
  while (cursor.isFree('else')) {
    if (head.kind === 'contains') throw cursor.error('else keyword cannot be used on multi-value rules');
    if (head.path.some((step) => step.kind !== 'scalar'))
      throw cursor.error('else keyword cannot be used on rules with variables in head');
    const from = cursor.take();
    const { location } = from;
    const hasValue = cursor.optional(':=') || cursor.optional('=');
    const value: Term = hasValue ? parseTerm(cursor) : { kind: 'scalar', value: true, location };
    branches.push(cursor.spanned({ value, body: parseElseBody(cursor, style, hasValue), location }, from));
  }
  return branches;
}

function parseElseBody(cursor: TokenCursor, style: RuleStyle, hasValue: boolean): Body {
  if (!cursor.isConnective('if') && !cursor.is('{')) {
    if (hasValue) return [];
    throw cursor.unexpected('a value or a body is wanted after "else"');
  }
  takeIf(cursor, style);
  return cursor.is('{') ? parseBracedBody(cursor) : [parseExpression(cursor)];
}
