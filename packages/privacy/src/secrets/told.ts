import type { Assigned } from './assignment.ts';
import { withoutMarks } from './internal/without-marks.ts';
import type { SecretName } from './secret-names.ts';
import { looksLikePassword, secretScore } from './value-form.ts';

/** How far from its name a sentence may tell a secret, UTF-16 code units. */
const MAX_TOLD_CHARS = 100;
const MAX_WORDS_BETWEEN = 8;
/** What a sentence says a secret after. */
const LINK =
  /(?::|->|=>|[→–—：-]|['’]s|[ \t](?:is|are|was|now|to|be|ist|lautet|sind|est|es|è|é|är|er|to jest|:))(?:[ \t]now|[ \t]still)?[ \t]{1,2}["'`“”‘’«»„]?([^\s"'`“”‘’«»„,;<>(){}[\]]{6,80})/g;
/** A word right behind the name. */
const NEXT = /^[ \t]{1,2}["'`“”‘’«»„]?([^\s"'`“”‘’«»„,;<>(){}[\]]{6,80})/;
const BEFORE_VALUE = /^[ \t(][\p{L}\d \t’'@./()-]*$/u;
const BEGINNINGS = " \t'’";
const MARKS = '.,:?…';
const SCORE = 0.95;
/** A name of an account before that of the password. */
const USER_BEFORE = /\b(?:login|user(?:name)?|account|admin|root|creds)\b/i;
const USER = /^[\w.@-]{2,48}[:/](?=.{6})/;
const MAX_USER_CHARS = 50;

/** The secret that a sentence tells behind its name: `password for the archive: …`, `the api key of the shop is …`. */
export function toldAfter(text: string, name: SecretName, at: number): Assigned | undefined {
  if (!BEGINNINGS.includes(text[name.end] ?? '-')) return undefined;
  const window = text.slice(name.end, name.end + MAX_TOLD_CHARS).split('\n', 1)[0]!;
  if (name.isPassword) {
    const next = NEXT.exec(window);
    if (next !== null) {
      const before = text
        .slice(Math.max(0, at - MAX_USER_CHARS), at)
        .split('\n')
        .at(-1)!;
      const found = foundIn(name, next[0].length - next[1]!.length, next[1]!, USER_BEFORE.test(before));
      if (found !== undefined) return found;
    }
  }
  for (const match of window.matchAll(LINK)) {
    // Functions are told what they pass to others.
    if (name.name === 'pass' && match[0].startsWith(' to ')) continue;
    const between = window.slice(0, match.index);
    if (between !== '' && (!BEFORE_VALUE.test(between) || between.split(/\s+/).length > MAX_WORDS_BETWEEN + 1)) break;
    const found = foundIn(name, match.index + match[0].length - match[1]!.length, match[1]!, true);
    if (found !== undefined) return found;
  }
  return undefined;
}

function foundIn(name: SecretName, offset: number, word: string, isTold: boolean): Assigned | undefined {
  const value = withoutMarks(word, MARKS);
  const isSecret = name.isPassword
    ? looksLikePassword(value, isTold)
    : secretScore(value, { isPassword: false, isQuoted: false }) !== undefined;
  // The name of an account before it: `ada:…`.
  const user = name.name.startsWith('credential') ? (USER.exec(value)?.[0].length ?? 0) : 0;
  const start = name.end + offset + user;
  return isSecret ? { start, end: start + value.length - user, score: SCORE } : undefined;
}
