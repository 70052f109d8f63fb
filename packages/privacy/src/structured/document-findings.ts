import type { EntityType } from '../entity-types.ts';
import type { Detect, Finding } from '../finding.ts';
import type { PathRule } from '../rules/privacy-rules.ts';
import type { ResolvedRules } from '../rules/resolve-rules.ts';
import { normalise } from '../text/normalise.ts';
import { typeOfKeyName } from './key-names.ts';

/** Score of a value that only its key's name tells. */
export const KEY_NAME_SCORE = 0.75;
/** Longer values are prose and left to the detector alone. */
export const MAX_KEYED_VALUE_CHARS = 128;
/** A detector that finds the promised type in at least this share of a value knows better than the key. */
const KNOWN_SHARE = 0.5;

/** Chooses what of a string value is hidden: by path rule, by the detector, or whole because its key says so. */
export function findInValue(
  text: string,
  key: string | undefined,
  rule: PathRule | undefined,
  detect: Detect,
  rules: ResolvedRules,
): Finding[] {
  if (rule?.action === 'skip' || text === '') return [];
  if (rule?.action === 'hide') return [wholeValue(text, rule.type, 1, 'path-rule', 'path rule')];
  const type = key === undefined ? undefined : typeOfKeyName(key);
  const detected = detect(text, { ...(key !== undefined && { key }), ...(type !== undefined && { type }) });
  if (type !== undefined && needsWhole(text, type, detected)) {
    const whole = rules.select(text, [wholeValue(text, type, KEY_NAME_SCORE, 'key-name', 'the name of the key')]);
    if (whole.length > 0) return whole;
  }
  return rules.select(text, detected);
}

/** Chooses whether a boolean is hidden, and as what: no detector finds one, so that only a path rule that hides all says so. */
export function findInBoolean(text: string, rule: PathRule | undefined): Finding | undefined {
  return rule?.action === 'hide' ? wholeValue(text, rule.type, 1, 'path-rule', 'path rule') : undefined;
}

/** Chooses what of a key is hidden. A rule of its own for the key's value names the key already, so that it is only searched. */
export function findInKey(
  key: string,
  above: PathRule | undefined,
  own: PathRule | undefined,
  detect: Detect,
  rules: ResolvedRules,
): Finding[] {
  if (above?.action === 'skip' || key === '') return [];
  if (above?.action === 'hide' && hidesKeys(above) && (own === above || hidesKeys(own))) {
    return [wholeValue(key, above.type, 1, 'path-rule', 'path rule')];
  }
  return rules.select(key, detect(key));
}

/** Whether a path rule asks for keys too: `"keys": "hide"`. Without it they stand, but for what is found in them. */
function hidesKeys(rule: PathRule | undefined): boolean {
  return rule?.action === 'hide' && rule.keys === 'hide';
}

/** Fewest digits of a number that may be somebody's: shorter ones are searched when a path rule or the key's name says so. */
const FEWEST_NUMBER_DIGITS = 7;

/** Chooses whether a number is hidden, and as what. */
export function findInNumber(
  text: string,
  key: string | undefined,
  rule: PathRule | undefined,
  detect: Detect,
  rules: ResolvedRules,
): Finding | undefined {
  const isLong = text.replaceAll(/\D/g, '').length >= FEWEST_NUMBER_DIGITS;
  const asked = isLong || rule !== undefined || (key !== undefined && typeOfKeyName(key) !== undefined);
  const found = asked ? findInValue(text, key, rule, detect, rules)[0] : undefined;
  // Part of a number is no number: all of it or nothing.
  return found && { ...found, start: 0, end: text.length };
}

function needsWhole(text: string, type: EntityType, detected: readonly Finding[]): boolean {
  if ((isProse(text) && type !== 'SECRET') || !/[\p{L}\p{N}]/u.test(text)) return false;
  const known = detected.filter((finding) => finding.type === type);
  return known.reduce((sum, { start, end }) => sum + end - start, 0) < text.length * KNOWN_SHARE;
}

/** Characters that are not seen make no prose. */
function isProse(text: string): boolean {
  return text.length > MAX_KEYED_VALUE_CHARS && normalise(text).text.length > MAX_KEYED_VALUE_CHARS;
}

function wholeValue(text: string, type: EntityType, score: number, recogniser: string, why: string): Finding {
  return { type, start: 0, end: text.length, score, recogniser, why };
}
