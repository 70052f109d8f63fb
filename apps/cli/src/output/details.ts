import { oneLine, plainStyle, type Style } from './style.ts';
import { ABSENT } from './format.ts';

/** A named fact of one thing. */
export type Detail = readonly [name: string, value: string | number | null | undefined];

/** Writes facts one a line, their values aligned. */
export function formatDetails(details: readonly Detail[], style: Style = plainStyle): string {
  const width = Math.max(...details.map(([name]) => name.length));
  return details
    .map(([name, value]) => {
      const text = value === null || value === undefined || value === '' ? ABSENT : oneLine(String(value));
      return `${style('faint', name.padEnd(width))}  ${text}`;
    })
    .join('\n');
}
