import type { Body, ElseBranch, Rule, Term } from '../ast/ast.ts';
import { formatBody, formatExpression } from './format-body.ts';
import { formatArgs, formatOperand, formatStep, formatTerm, operatorOf } from './format-term.ts';
import type { Formatter } from './formatter.ts';

/** Writes a rule, on a line that was started. */
export function formatRule(formatter: Formatter, rule: Rule): void {
  const { writer } = formatter;
  if (rule.isDefault) writer.write('default ');
  const headEnd = writeHead(formatter, rule);
  const isBlock = writeBody(formatter, rule.body, headEnd, hasIf(formatter, rule), false);
  writeElses(formatter, rule, isBlock);
}

/** `p[x] if` of v0 is an object: a set without `contains` has no `if`. */
function hasIf(formatter: Formatter, rule: Rule): boolean {
  return formatter.hasIf && (rule.kind !== 'contains' || formatter.hasContains);
}

/** Writes the head, and returns the offset where it ended in the text. */
function writeHead(formatter: Formatter, rule: Rule): number {
  const { writer } = formatter;
  const [first, ...steps] = rule.path;
  if (first?.kind === 'scalar') writer.write(String(first.value));
  for (const step of steps) {
    if (formatter.hasRefHeads || !isText(step)) formatStep(formatter, step, 0);
    else writer.write(`[${JSON.stringify(step.value)}]`);
  }
  const last = steps.at(-1);
  // The name itself has no place of its own: a rule begins with it.
  let end = last === undefined ? formatter.start(rule) : formatter.end(last);
  if (rule.args.length > 0) {
    formatArgs(formatter, rule.args, Math.max(end, formatter.start(rule)), 0);
    end = formatter.end(rule.args.at(-1)!);
    end = writer.skipSpace(end) + 1;
  }
  if (rule.key !== undefined) {
    end = formatter.end(rule.key);
    writeKey(formatter, rule.key);
  }
  if (isValueWritten(formatter, rule)) {
    writer.write(` ${assignment(formatter, formatter.start(rule.value))} `);
    writeValue(formatter, rule.value);
    end = formatter.end(rule.value);
  }
  // A second body begins where it stands itself.
  return Math.max(end, formatter.start(rule) + 1);
}

function isText(step: Term): step is Term & { readonly kind: 'scalar'; readonly value: string } {
  return step.kind === 'scalar' && typeof step.value === 'string';
}

function writeKey(formatter: Formatter, key: Term): void {
  if (!formatter.hasContains) {
    formatStep(formatter, key, 0);
    return;
  }
  formatter.writer.write(' contains ');
  writeValue(formatter, key);
}

function writeValue(formatter: Formatter, value: Term): void {
  if (operatorOf(value)?.text === 'in') formatOperand(formatter, value, 0);
  else formatTerm(formatter, value, 0);
}

/** `true` before a body goes without saying. */
function isValueWritten(formatter: Formatter, { value, body, isDefault }: Rule): boolean {
  if (formatter.span(value) === undefined) return false;
  return isDefault || body.length === 0 || value.kind !== 'scalar' || value.value !== true;
}

function assignment({ isStrict, writer }: Formatter, valueStart: number): string {
  const isWritten = /:=[\s(]*$/.test(writer.beforeOnLine(valueStart));
  return isStrict || isWritten ? ':=' : '=';
}

/** Writes a body, in braces when it is more than an expression on the line of the head. Returns whether there are braces. */
function writeBody(formatter: Formatter, body: Body, headEnd: number, hasIf: boolean, isElse: boolean): boolean {
  const { writer } = formatter;
  if (body.length === 0) return false;
  if (hasIf) writer.write(' if');
  if (hasIf && writer.tentatively(() => writeInline(formatter, body, headEnd, isElse))) return false;
  writer.write(' {');
  formatBody(formatter, body, 1);
  const closeAt = writer.skipSpace(formatter.end(body.at(-1)!));
  writer.breakLine(0, closeAt, { commentLevel: 1, isClosing: true });
  writer.write('}');
  return true;
}

function writeInline(formatter: Formatter, body: Body, headEnd: number, isElse: boolean): boolean {
  const { writer } = formatter;
  const [expression] = body;
  if (expression === undefined || body.length > 1) return false;
  if (formatter.startRow(expression) !== writer.row(Math.max(0, headEnd - 1))) return false;
  // A set alone would be taken for a body, and behind "else" every brace begins one.
  if (expression.kind === 'term' && !expression.negated && expression.term.kind === 'set') return false;
  writer.write(' ');
  const { length } = writer.current;
  formatExpression(formatter, expression, 0);
  return !(isElse && writer.current[length] === '{');
}

function writeElses(formatter: Formatter, rule: Rule, isBlock: boolean): void {
  const { writer } = formatter;
  let isAfterBlock = isBlock;
  for (const branch of rule.elses) {
    const start = formatter.start(branch);
    const isInline = isAfterBlock && writer.beforeOnLine(start).trim() !== '' && !writer.hasComments(0, start);
    if (isInline) writer.write(' ');
    else writer.breakLine(0, start, { hasBlank: true });
    writer.write('else');
    isAfterBlock = writeBranch(formatter, branch, start);
  }
}

function writeBranch(formatter: Formatter, { value, body }: ElseBranch, start: number): boolean {
  const { writer } = formatter;
  let headEnd = start + 1;
  if (formatter.span(value) !== undefined) {
    writer.write(` ${assignment(formatter, formatter.start(value))} `);
    writeValue(formatter, value);
    headEnd = formatter.end(value);
  }
  return writeBody(formatter, body, headEnd, formatter.hasIf, true);
}
