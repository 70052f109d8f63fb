import { isLetter } from './letters.ts';

/** Pairs of letters that 93 of 100 pairs in words and names of programs are of: a first letter, then those that follow it. */
const COMMON_PAIRS = new Set(
  (
    'abcdgiklmnprstuvy baeilorsu cacehiklorstu dadeilorsu eabcdefgilmnopqrstvwxy faefilortu gaehilnorsu haeiort ' +
    'iabcdefglmnoprstvxz j keis ladeilostuy mabeimopsu nacdefgiklnostuv oabcdfgiklmnoprstuvw paehiloprstuy qu ' +
    'racdegiklmnorstuy sacehiklmopstuy tacehilorstuy uabcefgilmnprst vaei waehinor xept yps ze'
  )
    .split(' ')
    .flatMap((row) =>
      row
        .slice(1)
        .split('')
        .map((next) => row[0]! + next),
    ),
);
/** Share of common pairs from which letters read like words; of random letters 5 in 100 reach it. */
const MIN_WORD_SHARE = 0.7;
const MIN_PAIRS = 4;
/** Steps from a letter to a digit or back that names of things rarely have. */
const MIN_STEPS = 4;

/**
 * Whether letters and digits stand together as in no word or name: `Vco5gSbze`, and not `utf8Decoder`.
 *
 * @param wordShare share of common pairs from which letters read like words
 */
export function isJumbled(text: string, wordShare = MIN_WORD_SHARE): boolean {
  let pairs = 0;
  let common = 0;
  let steps = 0;
  for (let i = 1; i < text.length; i++) {
    const before = text.charCodeAt(i - 1);
    const code = text.charCodeAt(i);
    if (isLetter(code) && isLetter(before)) {
      // A capital after a small letter begins a new word.
      if (before >= 97 && code < 97) continue;
      pairs++;
      if (COMMON_PAIRS.has(text.slice(i - 1, i + 1).toLowerCase())) common++;
    } else if ((isLetter(code) && isDigit(before)) || (isDigit(code) && isLetter(before))) steps++;
  }
  return steps >= MIN_STEPS || (pairs >= MIN_PAIRS && common / pairs < wordShare);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
