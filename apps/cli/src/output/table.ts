import { stripVTControlCharacters } from 'node:util';
import { oneLine, plainStyle, type Look, type Style } from './style.ts';

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  /** Look of a cell, decided by its row. */
  readonly look?: (row: Row) => Look | undefined;
  readonly align?: 'left' | 'right';
}

/** How a table is drawn. */
export interface TableOptions {
  readonly style?: Style;
  /** Columns of the terminal; without it nothing is cut. */
  readonly width?: number | undefined;
  /** Said instead of a table without rows. */
  readonly empty?: string;
}

const GAP = '  ';
const MIN_COLUMN_WIDTH = 6;

/** Draws rows in columns. The widest columns give way when the terminal is too narrow. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { style = plainStyle, width, empty = 'nothing yet' }: TableOptions = {},
): string {
  if (rows.length === 0) return style('faint', empty);
  const cells = rows.map((row) => columns.map((column) => oneLine(column.value(row))));
  const widths = columns.map((column, i) => Math.max(column.title.length, ...cells.map((line) => line[i]!.length)));
  if (width !== undefined) shrink(widths, width);
  const head = columns.map((column, i) => style('strong', fit(column.title, widths[i]!, column.align)));
  const body = cells.map((line, r) =>
    line.map((text, i) => {
      const column = columns[i]!;
      const fitted = fit(text, widths[i]!, column.align);
      const look = column.look?.(rows[r]!);
      return look === undefined ? fitted : style(look, fitted);
    }),
  );
  return [head, ...body].map((line) => trimLine(line.join(GAP))).join('\n');
}

function shrink(widths: number[], terminal: number): void {
  const room = terminal - GAP.length * (widths.length - 1);
  for (let over = widths.reduce((a, b) => a + b, 0) - room; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= MIN_COLUMN_WIDTH) return;
    widths[widest]!--;
  }
}

function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  if (text.length > width) return `${text.slice(0, width - 1)}…`;
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}

/** Padding at the end of a plain line is of no use to anyone. */
function trimLine(line: string): string {
  return stripVTControlCharacters(line) === line ? line.trimEnd() : line;
}
