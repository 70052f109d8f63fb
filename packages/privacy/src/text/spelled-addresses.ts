import { type NormalisedText, Rewriting, unchanged } from './offset-map.ts';

/** What every spelled address has one of. Three fast searches: most texts have none. */
const TRIGGERS: readonly RegExp[] = [/\bdot\b/gi, /[([{<] ?(?:at|dot|@|\.) ?[)\]}>]/gi];
const SPACED_SIGN = '@ ';
/** How far the marks of an address may be from one of these, UTF-16 code units. */
const REACH = 256;

/** Marks of addresses, as they are and as people write them for people: `(at)`, `[dot]`, ` at `, ` . `. */
const MARK = /\s{0,3}[([{<] ?(at|dot|@|\.) ?[)\]}>]\s{0,3}|(?<=\S)\s{1,3}(at|dot|@|\.)\s{1,3}|[@.]/gi;
const LABEL_CHARACTER = /[\p{L}\p{N}_+%-]/u;
/** Longest label, and local part between dots, UTF-16 code units. */
const MAX_LABEL_CHARACTERS = 64;
/** Last labels that stand behind a spelled mark: those that are words of English sentences are not among them. */
const LAST_LABELS: ReadonlySet<string> = new Set(
  'com org net edu gov mil int info biz name app dev cloud xyz eu uk us de fr es nl ch se dk fi pl cz sk hu ro bg gr pt ie ru ua tr il cn jp kr tw hk sg au nz br mx ar ca za eg co io ai tv'.split(
    ' ',
  ),
);
/** Most marks of one address; longer runs are no names. */
const MAX_MARKS = 32;
const IP_PART = /^\d{1,3}$/;
const LETTERS = /^[a-z]{2,24}$/i;

/** How a mark is written, the clearest first. */
type Writing = 'plain' | 'bracketed' | 'spaced';

interface Mark {
  readonly sign: '@' | '.';
  readonly writing: Writing;
  readonly start: number;
  readonly end: number;
  /** The label behind it; empty when another thing follows. */
  readonly label: string;
}

/**
 * Writes addresses and domain names with their marks where people spelled them: `anna (at) example [dot] com`. A plain `at` is one
 * only where a spelled dot follows in the same name, and a plain `dot` only before a known last label. Time is linear.
 */
export function spellAddresses(text: string): NormalisedText {
  const places: number[] = [];
  for (const trigger of TRIGGERS) {
    trigger.lastIndex = 0;
    for (let match = trigger.exec(text); match !== null; match = trigger.exec(text)) places.push(match.index);
  }
  for (let at = text.indexOf(SPACED_SIGN); at >= 0; at = text.indexOf(SPACED_SIGN, at + 1)) places.push(at);
  if (places.length === 0) return unchanged(text);
  const rewriting = new Rewriting(text);
  let from = 0;
  for (let i = 0, sorted = places.sort((a, b) => a - b); i < sorted.length; i++) {
    const start = Math.max(from, sorted[i]! - REACH);
    while (i + 1 < sorted.length && sorted[i + 1]! - sorted[i]! <= REACH) i++;
    from = Math.min(text.length, sorted[i]! + REACH);
    spellBetween(text, start, from, rewriting);
  }
  return rewriting.build();
}

function spellBetween(text: string, from: number, to: number, rewriting: Rewriting): void {
  let chain: Mark[] = [];
  const settle = (): void => {
    for (const { sign, writing, start, end } of spelledIn(chain)) {
      if (writing !== 'plain') rewriting.replace(start, end - start, sign);
    }
    chain = [];
  };
  MARK.lastIndex = from;
  for (let match = MARK.exec(text); match !== null && match.index < to; match = MARK.exec(text)) {
    const { index, 0: whole, 1: inBrackets, 2: spaced } = match;
    const last = chain.at(-1);
    const follows =
      chain.length < MAX_MARKS && last !== undefined && last.label !== '' && last.end + last.label.length === index;
    if (!follows) {
      settle();
      if (index === 0 || !LABEL_CHARACTER.test(text[index - 1]!)) continue;
    }
    const sign = /[@a]/i.test(inBrackets ?? spaced ?? whole) ? '@' : '.';
    const writing = inBrackets !== undefined ? 'bracketed' : spaced !== undefined ? 'spaced' : 'plain';
    chain.push({ sign, writing, start: index, end: index + whole.length, label: labelAt(text, index + whole.length) });
  }
  settle();
}

/** Marks of a chain, with labels between all of them, that make up an address or a name. */
function spelledIn(chain: readonly Mark[]): readonly Mark[] {
  if (chain.every(({ writing }) => writing === 'plain')) return [];
  const at = chain.findIndex(({ sign }) => sign === '@');
  const next = chain.findIndex(({ sign }, i) => i > at && sign === '@');
  for (let last = (next < 0 ? chain.length : next) - 1; last > at; last--) {
    const marks = chain.slice(0, last + 1);
    if (isAddress(marks, at)) return marks;
  }
  return [];
}

function isAddress(marks: readonly Mark[], at: number): boolean {
  const last = marks.at(-1)!;
  const isKnown = LAST_LABELS.has(last.label.toLowerCase());
  const spelledDots = marks.filter(({ sign, writing }, i) => i > at && sign === '.' && writing !== 'plain');
  if (at < 0) {
    const isIp = marks.length === 3 && marks.every(({ label }) => IP_PART.test(label));
    if (isIp) return true;
    const isSure = spelledDots.length > 1 || spelledDots.some(({ writing }) => writing === 'bracketed');
    return isKnown && isSure;
  }
  // A sentence may go on behind a spaced mark with any word.
  if (!isKnown && (last.writing === 'spaced' || !LETTERS.test(last.label))) return false;
  const { writing } = marks[at]!;
  return writing !== 'spaced' || spelledDots.length > 0 || isKnown;
}

function labelAt(text: string, at: number): string {
  let end = at;
  while (end < text.length && end - at < MAX_LABEL_CHARACTERS && LABEL_CHARACTER.test(text[end]!)) end++;
  return text.slice(at, end);
}
