import { readdirSync, readFileSync } from 'node:fs';
import { ownLines } from './lists.ts';

const modules = new URL('../../../node_modules/', import.meta.url);

/** A package whose README was read. */
export interface ProseSource {
  readonly name: string;
  readonly licence: string;
  readonly sentences: readonly string[];
}

/** Fewest and most characters of a sentence that is taken. */
const SENTENCE_UNITS = { min: 25, max: 240 } as const;

function sentencesOf(markdown: string): string[] {
  const prose = markdown
    .replaceAll(/^(```|~~~)[^]*?^\1/gm, '')
    .replaceAll(/<[^<>]{0,300}>/g, '')
    .replaceAll(/!?\[([^\]]{0,200})\]\([^)]{0,300}\)/g, '$1')
    .replaceAll(/[*_`]/g, '');
  const paragraphs = prose.split(/\n\s*\n|\n(?=[-#|>])/).filter((text) => !/^[-#|>\s]*[-#|>]/.test(text));
  return paragraphs
    .flatMap((paragraph) => paragraph.replaceAll(/\s+/g, ' ').split(/(?<=[.!?]) (?=[A-Z])/))
    .map((line) => line.trim())
    .filter(({ length }) => length > SENTENCE_UNITS.min && length < SENTENCE_UNITS.max)
    .filter((line) => /^[A-Z][\w ,;:'()./-]+[.!?]$/.test(line));
}

/** English sentences from the READMEs of the packages in `lists/prose-packages.txt`, each with its licence. */
export function readProse(): ProseSource[] {
  return ownLines('prose-packages.txt').map((line) => {
    const [name = '', licence = ''] = line.split(' ');
    const folder = new URL(`${name}/`, modules);
    const { license } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { license?: string };
    if (license !== licence) throw new TypeError(`the licence of ${name} is no longer ${licence}`);
    const readme = readdirSync(folder).find((file) => /^readme\.md$/i.test(file));
    if (readme === undefined) throw new TypeError(`${name} has no README`);
    return { name, licence, sentences: sentencesOf(readFileSync(new URL(readme, folder), 'utf8')) };
  });
}

/** Words that occur in small letters in at least `least` of the sources. */
export function commonWords(sources: readonly ProseSource[], least: number): string[] {
  const counts = new Map<string, number>();
  for (const { sentences } of sources) {
    const words = new Set(sentences.flatMap((line) => line.match(/(?<![\w.@/-])[a-z]{2,}(?![\w@/-])/g) ?? []));
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].flatMap(([word, count]) => (count >= least ? [word] : [])).toSorted();
}

/** Sentences without capitals after the first word and without long numbers, so most likely without names. */
export function plainSentences(sources: readonly ProseSource[]): string[] {
  return sources.flatMap(({ sentences }) =>
    sentences.filter((line) => !/[^.!?] [A-Z](?![A-Z]* )/.test(line.slice(1)) && !/\d{2}/.test(line)),
  );
}
