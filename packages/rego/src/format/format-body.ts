import type { Body, Expression, VarTerm, WithModifier } from '../ast/ast.ts';
import { formatOperand, formatStatement, formatTerm, operatorOf } from './format-term.ts';
import type { Formatter } from './formatter.ts';

/** True when a body can stand on the line where it began: its expressions were on that line, and no comment is between. */
export function isOnOneLine(formatter: Formatter, body: Body, row: number, closeAt: number): boolean {
  let last = row;
  for (const expression of body) {
    if (formatter.startRow(expression) > last) return false;
    last = formatter.startRow(expression);
  }
  return !formatter.writer.hasComments(formatter.start(body[0]!), closeAt);
}

/** Writes expressions on lines of their own. Empty lines between them stay, as one. */
export function formatBody(formatter: Formatter, body: Body, level: number): void {
  body.forEach((expression, i) => {
    const above = body[i - 1];
    const hasBlank = above !== undefined && formatter.startRow(expression) > formatter.endRow(above) + 1;
    formatter.writer.breakLine(level, formatter.start(expression), { hasBlank });
    formatExpression(formatter, expression, level);
  });
}

/** Writes one expression with its modifiers. */
export function formatExpression(formatter: Formatter, expression: Expression, level: number): void {
  formatter.keepingComments(expression, false, () => {
    writeExpression(formatter, expression, level);
    writeModifiers(formatter, expression.with, level);
  });
}

function writeExpression(formatter: Formatter, expression: Expression, level: number): void {
  const { writer } = formatter;
  switch (expression.kind) {
    case 'term':
      if (expression.negated) writer.write('not ');
      formatStatement(formatter, expression.term, level);
      return;
    case 'some':
      writeDeclaration(formatter, expression.variables, level);
      return;
    case 'some-in':
      writer.write('some ');
      for (const pattern of expression.key === undefined ? [] : [expression.key]) {
        formatOperand(formatter, pattern, level);
        writer.write(', ');
      }
      formatOperand(formatter, expression.value, level);
      writer.write(' in ');
      formatOperand(formatter, expression.domain, level);
      return;
    case 'every':
      writeEvery(formatter, expression, level);
      return;
  }
}

/** `some x, y`: variables that were on later lines stand there, one step in. */
function writeDeclaration(formatter: Formatter, variables: readonly VarTerm[], level: number): void {
  const { writer } = formatter;
  writer.write('some ');
  variables.forEach((variable, i) => {
    const above = variables[i - 1];
    if (above !== undefined) {
      writer.write(',');
      if (formatter.startRow(variable) > formatter.startRow(above))
        writer.breakLine(level + 1, formatter.start(variable));
      else writer.write(' ');
    }
    formatTerm(formatter, variable, level);
  });
}

function writeEvery(formatter: Formatter, every: Extract<Expression, { kind: 'every' }>, level: number): void {
  const { writer } = formatter;
  const { key, value, domain, body } = every;
  writer.write('every ');
  if (key !== undefined) {
    formatTerm(formatter, key, level);
    writer.write(', ');
  }
  formatTerm(formatter, value, level);
  writer.write(' in ');
  if (operatorOf(domain)?.text === 'in') formatOperand(formatter, domain, level);
  else formatTerm(formatter, domain, level);
  writer.write(' {');
  const closeAt = writer.skipSpace(formatter.end(body.at(-1)!));
  if (isOnOneLine(formatter, body, formatter.startRow(every), closeAt)) {
    body.forEach((expression, i) => {
      writer.write(i === 0 ? ' ' : '; ');
      formatExpression(formatter, expression, level);
    });
    writer.write(' }');
    return;
  }
  formatBody(formatter, body, level + 1);
  writer.breakLine(level, closeAt, { commentLevel: level + 1, isClosing: true });
  writer.write('}');
}

/** Modifiers stand behind the expression, or on the lines that they had, one step in. */
function writeModifiers(formatter: Formatter, modifiers: readonly WithModifier[], level: number): void {
  const { writer } = formatter;
  let last: number | undefined;
  for (const modifier of modifiers) {
    const start = formatter.start(modifier);
    // The first one looks at what stands before it on its line.
    const isFirstOfLine = last === undefined ? writer.beforeOnLine(start).trim() === '' : writer.row(start) > last;
    if (isFirstOfLine) writer.breakLine(level + 1, start);
    else writer.write(' ');
    last = writer.row(start);
    writer.write('with ');
    formatTerm(formatter, modifier.target, level);
    writer.write(' as ');
    if (operatorOf(modifier.value)?.text === 'in') formatOperand(formatter, modifier.value, level);
    else formatTerm(formatter, modifier.value, level);
  }
}
