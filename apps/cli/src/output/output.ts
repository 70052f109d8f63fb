import type { CliIo } from '../cli-io.ts';
import { formatDetails, type Detail } from './details.ts';
import { styleFor, type Style } from './style.ts';
import { formatTable, type Column } from './table.ts';

/** Writes results to standard output and remarks to standard error. */
export interface Output {
  /** Whether results are JSON. */
  readonly json: boolean;
  readonly style: Style;
  /** Writes a result: the value as JSON, or the text for people. */
  result(value: unknown, text: () => string): void;
  /** Writes a result of one thing as named facts. */
  details(value: unknown, details: () => readonly Detail[]): void;
  /** Writes a result of many things. */
  table<Row>(value: unknown, rows: readonly Row[], columns: readonly Column<Row>[], empty?: string): void;
  /** Draws a table without writing it. */
  drawTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], empty?: string): string;
  /** Writes a document as it is. */
  document(text: string): void;
  /** Says something to people that is no part of the result. */
  remark(text: string): void;
}

const INDENT = 2;

/** Makes the output of one run. */
export function createOutput({ stdout, stderr, env }: CliIo, json: boolean): Output {
  const style = styleFor(stdout, env);
  const write = (text: string): void => void stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  const drawTable: Output['drawTable'] = (rows, columns, empty) =>
    formatTable(rows, columns, {
      style,
      width: stdout.isTTY ? stdout.columns : undefined,
      ...(empty === undefined ? {} : { empty }),
    });
  const result: Output['result'] = (value, text) => write(json ? JSON.stringify(value, undefined, INDENT) : text());
  return {
    json,
    style,
    result,
    details: (value, details) => result(value, () => formatDetails(details(), style)),
    table: (value, rows, columns, empty) => result(value, () => drawTable(rows, columns, empty)),
    drawTable,
    document: write,
    remark: (text) => void stderr.write(`${text}\n`),
  };
}
