import { readdirSync, readFileSync } from 'node:fs';
import type { Filler } from './fillers.ts';
import type { Random } from './random.ts';
import { joinPieces, type Piece, type Sample } from './sample.ts';

const folder = new URL('templates/', import.meta.url);

/** All our templates: one a line, `\n` for a line end, `\t` for a tab, `{placeholder}`, `(this|that)` for a choice, a backslash before `(`, `)`, `|` that are meant as such; lines with `%` are remarks. */
export function readTemplates(): string[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((file) => readFileSync(new URL(file, folder), 'utf8').split('\n'))
    .filter((line) => line !== '' && !line.startsWith('%'))
    .map((line) => line.replaceAll(String.raw`\n`, '\n').replaceAll(String.raw`\t`, '\t'));
}

/** Stand for parentheses and bars that are meant as such while choices are made. */
const HIDDEN = '\uE000\uE001\uE002';

function choose(template: string, random: Random): string {
  let text = template.replaceAll(/\\[()|]/g, (escaped) => HIDDEN['()|'.indexOf(escaped.charAt(1))] ?? '');
  for (;;) {
    // Innermost first, so choices may hold choices.
    const chosen = text.replaceAll(/\(([^()]*\|[^()]*)\)/g, (_, inner: string) => random.pick(inner.split('|')));
    if (chosen === text) return text.replaceAll(/[\uE000-\uE002]/g, (sign) => '()|'.charAt(HIDDEN.indexOf(sign)));
    text = chosen;
  }
}

const LINE_SIGNS = ['> ', '>', '>> ', '> > ', '| ', '# ', '- ', '* ', '// ', '?? ', ':: ', '  ', '\t', '~ '] as const;

/** The same sample with one sign in front of every line. */
export function quoteLines({ text, spans }: Sample, random: Random): Sample {
  const sign = random.pick(LINE_SIGNS);
  const head = random.chance(0.2) ? `${sign}\n` : '';
  const moved = (at: number): number => head.length + at + sign.length * text.slice(0, at).split('\n').length;
  return {
    text: head + sign + text.replaceAll('\n', `\n${sign}`),
    spans: spans.map(({ type, start, end }) => ({ type, start: moved(start), end: moved(end) })),
  };
}

/** Fills a template once. */
export function fillTemplate(template: string, fillers: Readonly<Record<string, Filler>>, random: Random): Sample {
  const pieces: Piece[] = [];
  for (const part of choose(template, random).split(/(\{\w+\})/)) {
    if (!/^\{\w+\}$/.test(part)) {
      pieces.push({ text: part });
      continue;
    }
    const filler = fillers[part.slice(1, -1)];
    if (filler === undefined) throw new TypeError(`unknown placeholder ${part} in: ${template}`);
    pieces.push(...[filler()].flat());
  }
  return joinPieces(pieces);
}
