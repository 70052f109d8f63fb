import type { Body, CallTerm, RefTerm, ScalarTerm, Term } from '../ast/ast.ts';
import { INFIX_OPERATORS } from '../parser/parse-term.ts';
import { formatBody, formatExpression, isOnOneLine } from './format-body.ts';
import { formatList, type ListItem } from './format-list.ts';
import type { Formatter } from './formatter.ts';

interface Operator {
  readonly text: string;
  readonly level: number;
}

const ASSIGNMENT_LEVEL = -2;
const MEMBERSHIP_LEVEL = -1;
const UNION_LEVEL = 1;

/** Operators by the builtin that they call. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...[...INFIX_OPERATORS].map(([text, { name, level }]) => [name, { text, level }] as const),
  ['assign', { text: ':=', level: ASSIGNMENT_LEVEL }],
  ['eq', { text: '=', level: ASSIGNMENT_LEVEL }],
  ['internal.member_2', { text: 'in', level: MEMBERSHIP_LEVEL }],
  ['internal.member_3', { text: 'in', level: MEMBERSHIP_LEVEL }],
]);

/** The operator of a call that is written with one. */
export function operatorOf(term: Term): Operator | undefined {
  if (term.kind !== 'call' || term.operator.kind !== 'var') return undefined;
  const operator = OPERATORS.get(term.operator.name);
  const [own, whole] = [term.operator.location, term.location];
  // The name of a function stands where the call begins.
  return own.line === whole.line && own.column === whole.column ? undefined : operator;
}

/** Writes a term. */
export function formatTerm(formatter: Formatter, term: Term, level: number): void {
  formatter.keepingComments(term, false, () => writeTerm(formatter, term, level));
}

/** Writes a term that is an operand: operators inside of it are in parentheses. */
export function formatOperand(formatter: Formatter, term: Term, level: number): void {
  formatWrapped(formatter, term, level, operatorOf(term) !== undefined);
}

/** Writes a term that stands as an item of a list or a member of an object. */
export function formatItem(formatter: Formatter, term: Term, level: number): void {
  const operator = operatorOf(term);
  const isPair = term.kind === 'call' && term.args.length === 3 && operator !== undefined;
  formatWrapped(formatter, term, level, operator?.level === UNION_LEVEL || isPair);
}

function formatWrapped(formatter: Formatter, term: Term, level: number, isWrapped: boolean): void {
  formatter.keepingComments(term, isWrapped, () => {
    if (isWrapped) formatter.writer.write('(');
    writeTerm(formatter, term, level);
    if (isWrapped) formatter.writer.write(')');
  });
}

/** Writes the term of an expression: an operator on top needs no parentheses around its operands but where they change it. */
export function formatStatement(formatter: Formatter, term: Term, level: number): void {
  const operator = operatorOf(term);
  if (operator === undefined || term.kind !== 'call') {
    formatTerm(formatter, term, level);
    return;
  }
  const isLoose = operator.level === ASSIGNMENT_LEVEL;
  formatter.keepingComments(term, false, () => {
    writeInfix(formatter, term, operator, (arg, i) => {
      const inner = operatorOf(arg);
      const isPair = arg.kind === 'call' && arg.args.length === 3;
      const isTight =
        inner !== undefined && (i === 0 ? inner.level >= operator.level : inner.level > operator.level) && !isPair;
      if (isLoose ? !isPair : isTight) formatTerm(formatter, arg, level);
      else formatOperand(formatter, arg, level);
    });
  });
}

function writeInfix(
  { writer }: Formatter,
  { args }: CallTerm,
  { text }: Operator,
  write: (arg: Term, i: number) => void,
): void {
  args.forEach((arg, i) => {
    if (i > 0) writer.write(i === args.length - 1 ? ` ${text} ` : ', ');
    write(arg, i);
  });
}

function writeTerm(formatter: Formatter, term: Term, level: number): void {
  const { writer } = formatter;
  switch (term.kind) {
    case 'scalar':
      writer.write(scalarText(formatter, term));
      return;
    case 'template':
      writer.writeVerbatim(...unwrapped(formatter, term));
      return;
    case 'var':
      writer.write(term.name.startsWith('$') ? '_' : term.name);
      return;
    case 'ref':
      formatRef(formatter, term, level);
      return;
    case 'call':
      writeCall(formatter, term, level);
      return;
    case 'set':
    case 'array':
      writeItems(formatter, term, level);
      return;
    case 'object':
      formatList(formatter, ['{', '}'], entriesOf(formatter, term.entries), openEnd(formatter, term), level);
      return;
    case 'array-comprehension':
      writeComprehension(formatter, term, ['[', ']'], [term.term], level);
      return;
    case 'set-comprehension':
      writeComprehension(formatter, term, ['{', '}'], [term.term], level);
      return;
    case 'object-comprehension':
      writeComprehension(formatter, term, ['{', '}'], [term.key, term.value], level);
      return;
  }
}

/** The place of a node without parentheses around it. */
function unwrapped(formatter: Formatter, term: Term): [number, number] {
  let [start, end] = [formatter.start(term), formatter.end(term)];
  const { text } = formatter.writer;
  while (text[start] === '(' || /\s/.test(text[start]!)) start++;
  while (text[end - 1] === ')' || /\s/.test(text[end - 1]!)) end--;
  return [start, end];
}

function openEnd(formatter: Formatter, term: Term): number {
  return unwrapped(formatter, term)[0] + 1;
}

function scalarText(formatter: Formatter, term: ScalarTerm): string {
  if (formatter.span(term) === undefined) return JSON.stringify(term.value);
  const source = formatter.writer.text.slice(...unwrapped(formatter, term));
  return typeof term.value === 'string' ? source : source.replaceAll(/#.*|\s/g, '');
}

function writeItems(formatter: Formatter, term: Extract<Term, { kind: 'set' | 'array' }>, level: number): void {
  if (term.kind === 'set' && term.items.length === 0) formatter.writer.write('set()');
  else {
    const brackets = term.kind === 'array' ? (['[', ']'] as const) : (['{', '}'] as const);
    const items = term.items.map((item) => itemOf(formatter, item));
    formatList(formatter, brackets, items, openEnd(formatter, term), level);
  }
}

function itemOf(formatter: Formatter, term: Term): ListItem {
  return {
    start: formatter.start(term),
    end: formatter.end(term),
    write: (level) => formatItem(formatter, term, level),
  };
}

function entriesOf(formatter: Formatter, entries: readonly (readonly [Term, Term])[]): ListItem[] {
  return entries.map(([key, value]) => ({
    start: formatter.start(key),
    end: formatter.end(value),
    write: (level) => {
      formatItem(formatter, key, level);
      formatter.writer.write(': ');
      formatItem(formatter, value, level);
    },
  }));
}

/** Writes a reference: names after points, everything else in brackets. */
export function formatRef(formatter: Formatter, { head, path }: Pick<RefTerm, 'head' | 'path'>, level: number): void {
  formatOperand(formatter, head, level);
  for (const step of path) formatStep(formatter, step, level);
}

/** Writes one step of a reference. */
export function formatStep(formatter: Formatter, step: Term, level: number): void {
  const { writer } = formatter;
  if (step.kind === 'scalar' && typeof step.value === 'string') {
    const written = formatter.span(step) === undefined ? '' : scalarText(formatter, step);
    writer.write(formatter.nameStep(step.value, written));
    return;
  }
  writer.write('[');
  formatTerm(formatter, step, level);
  writer.write(']');
}

function writeCall(formatter: Formatter, term: CallTerm, level: number): void {
  const operator = operatorOf(term);
  if (operator !== undefined) {
    writeInfix(formatter, term, operator, (arg) => formatOperand(formatter, arg, level));
    return;
  }
  formatTerm(formatter, term.operator, level);
  formatArgs(formatter, term.args, formatter.end(term.operator), level);
}

/** Writes arguments in parentheses. */
export function formatArgs(formatter: Formatter, args: readonly Term[], openEnd: number, level: number): void {
  const items = args.map((arg) => ({
    start: formatter.start(arg),
    end: formatter.end(arg),
    write: (inner: number): void => {
      const isWrapped = operatorOf(arg)?.level === UNION_LEVEL && formatter.span(arg)?.isParenthesized === true;
      const isPair = arg.kind === 'call' && arg.args.length === 3 && operatorOf(arg) !== undefined;
      formatWrapped(formatter, arg, inner, isWrapped || isPair);
    },
  }));
  formatList(formatter, ['(', ')'], items, openEnd, level);
}

function writeComprehension(
  formatter: Formatter,
  { body }: { readonly body: Body },
  [open, close]: readonly [string, string],
  terms: readonly Term[],
  level: number,
): void {
  const { writer } = formatter;
  writer.write(open);
  terms.forEach((term, i) => {
    if (i > 0) writer.write(': ');
    if (i === terms.length - 1) formatOperand(formatter, term, level);
    else formatItem(formatter, term, level);
  });
  writer.write(' |');
  const closeAt = writer.skipSpace(formatter.end(body.at(-1)!));
  if (isOnOneLine(formatter, body, formatter.startRow(terms[0]!), closeAt)) {
    body.forEach((expression, i) => {
      writer.write(i === 0 ? ' ' : '; ');
      formatExpression(formatter, expression, level);
    });
  } else {
    formatBody(formatter, body, level + 1);
    writer.breakLine(level, closeAt, { commentLevel: level + 1, isClosing: true });
  }
  writer.write(close);
}
