import type { Formatter } from './formatter.ts';

/** An item of a list with how it is written. */
export interface ListItem {
  readonly start: number;
  readonly end: number;
  readonly write: (level: number) => void;
}

/** A list in brackets: on one line when it was written so, otherwise with the lines that its items had. */
export function formatList(
  formatter: Formatter,
  brackets: readonly [open: string, close: string],
  items: readonly ListItem[],
  openEnd: number,
  level: number,
): void {
  const { writer } = formatter;
  const [open, close] = brackets;
  const closeAt = closeOffset(formatter, items.at(-1)?.end ?? openEnd);
  const groups = groupByRow(formatter, items);
  const [first] = items;
  writer.write(open);
  if (first === undefined || !isMultiline(formatter, groups, openEnd, closeAt)) {
    items.forEach((item, i) => {
      if (i > 0) writer.write(', ');
      item.write(level);
    });
    writer.write(close);
    return;
  }
  for (const group of groups) {
    writer.breakLine(level + 1, group[0]!.start);
    group.forEach((item, i) => {
      if (i > 0) writer.write(', ');
      item.write(level + 1);
    });
    writer.write(',');
  }
  writer.breakLine(level, closeAt, { commentLevel: level + 1, isClosing: true });
  writer.write(close);
}

/** Offset of the closing bracket, behind the comma that may stand before it. */
function closeOffset({ writer }: Formatter, lastEnd: number): number {
  const at = writer.skipSpace(lastEnd);
  return writer.text[at] === ',' ? writer.skipSpace(at + 1) : at;
}

function isMultiline(
  { writer }: Formatter,
  groups: readonly (readonly ListItem[])[],
  openEnd: number,
  closeAt: number,
): boolean {
  const [first, last] = [groups[0]![0]!, groups.at(-1)!.at(-1)!];
  return groups.length > 1 || writer.row(first.start) > writer.row(openEnd) || writer.hasComments(last.end, closeAt);
}

function groupByRow({ writer }: Formatter, items: readonly ListItem[]): ListItem[][] {
  const groups: ListItem[][] = [];
  let row = 0;
  for (const item of items) {
    const itemRow = writer.row(item.start);
    if (groups.length > 0 && itemRow <= row) groups.at(-1)!.push(item);
    else groups.push([item]);
    row = itemRow;
  }
  return groups;
}
