import type { RegoVersion } from '../ast/ast.ts';

/** Keywords of v1 that a module of v0 has to import. */
export const FUTURE_KEYWORDS: readonly string[] = ['contains', 'every', 'if', 'in'];

const V0_KEYWORDS: readonly string[] = [
  'as',
  'default',
  'else',
  'false',
  'import',
  'not',
  'null',
  'package',
  'some',
  'true',
  'with',
];

/** The keywords of a version of the language, without those that a module imports. */
export function keywordsOf(version: RegoVersion): Set<string> {
  return new Set(version === 'v1' ? [...V0_KEYWORDS, ...FUTURE_KEYWORDS] : V0_KEYWORDS);
}
