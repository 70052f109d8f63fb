import { readdirSync, readFileSync } from 'node:fs';
import type { Random } from './random.ts';

const modules = new URL('../../../node_modules/', import.meta.url);

/** Folders of installed packages (MIT, ISC, BSD-2-Clause) whose code shows what names are not. */
export const CODE_FOLDERS = [
  'commander/lib',
  'semver/classes',
  'semver/functions',
  'acorn/dist',
  'undici/lib/core',
  'undici/lib/util',
  'ws/lib',
  'graphql/language',
  'graphql/utilities',
  'smol-toml/dist',
  'entities/dist',
  'fast-check/lib',
];
const FILES_PER_FOLDER = 12;
const LONGEST_LINE_UNITS = 160;
/** Words that examples in code use as names of people and places: such lines would teach the wrong thing. */
const NAMES = /\b(john|jane|alice|bob|smith|doe|james|mary|paris|london|berlin|new york|author|copyright|github)\b/i;

/** Reads files of code, as lists of lines. */
export function readCode(): string[][] {
  return CODE_FOLDERS.flatMap((name) => {
    const folder = new URL(`${name}/`, modules);
    const files = readdirSync(folder)
      .filter((file) => /\.(js|mjs|d\.ts)$/.test(file))
      .toSorted()
      .slice(0, FILES_PER_FOLDER);
    return files.map((file) =>
      readFileSync(new URL(file, folder), 'utf8')
        .split('\n')
        .filter((line) => line.length <= LONGEST_LINE_UNITS && !NAMES.test(line)),
    );
  }).filter((lines) => lines.length > 10);
}

/** A few lines of code from a random place. */
export function pickCode(code: readonly (readonly string[])[], random: Random): string {
  const lines = random.pick(code);
  const start = random.int(0, lines.length - 1);
  return lines.slice(start, start + random.int(1, 5)).join('\n');
}
