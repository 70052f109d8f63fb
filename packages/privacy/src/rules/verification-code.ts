import type { Finding } from '../finding.ts';

/** Recogniser of card verification codes. */
export const VERIFICATION_CODE_RECOGNISER = 'card-verification-code';
/** How far from a card number a code is looked for, in UTF-16 code units. */
export const VERIFICATION_CODE_REACH_CHARS = 100;

const SCORE = 0.9;
const NAMED =
  /(?<![A-Za-z])(?:cvv2?|cvc2?|csc|cid|cav2?|(?:security|verification|card) (?:code|value|number))[^A-Za-z0-9]{1,8}(?:is |code |no )?(\d{3,4})(?!\d)/gi;
/** Behind a card number: `12/27 123`, `exp 12/27, 123`. */
const AFTER_EXPIRY = /^[\s,;|:]{0,4}(?:exp\.?:? ?)?\d{2} ?[/-] ?(?:20)?\d{2}[\s,;|:]{1,4}(\d{3,4})(?!\d)/i;

/**
 * Adds the verification code that stands beside a card number, named or behind the expiration date. By itself a number of three digits means
 * nothing, so that this needs the findings. Ordered findings stay ordered; a code inside of a finding is that finding's.
 */
export function withVerificationCodes(text: string, findings: readonly Finding[]): readonly Finding[] {
  const codes: Finding[] = [];
  let searched = 0;
  for (const card of findings) {
    if (card.type !== 'CREDIT_CARD') continue;
    // From where the last search ended, so that many cards together are still searched once.
    const from = Math.max(searched, card.start - VERIFICATION_CODE_REACH_CHARS);
    searched = Math.max(from, Math.min(text.length, card.end + VERIFICATION_CODE_REACH_CHARS));
    for (const place of text.slice(from, searched).matchAll(NAMED)) codes.push(codeFinding(from + place.index, place));
    const behind = AFTER_EXPIRY.exec(text.slice(card.end, card.end + VERIFICATION_CODE_REACH_CHARS));
    if (behind !== null) codes.push(codeFinding(card.end, behind));
  }
  return codes.length === 0 ? findings : merge(findings, codes);
}

function codeFinding(at: number, place: RegExpExecArray): Finding {
  const end = at + place[0].length;
  const start = end - (place[1]?.length ?? 0);
  return {
    type: 'SECRET',
    start,
    end,
    score: SCORE,
    recogniser: VERIFICATION_CODE_RECOGNISER,
    why: 'beside a card number',
  };
}

function merge(findings: readonly Finding[], codes: readonly Finding[]): Finding[] {
  const merged: Finding[] = [];
  // Equal starts: the finding that was there before comes first and stands.
  for (const finding of [...findings, ...codes].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    const isCode = finding.recogniser === VERIFICATION_CODE_RECOGNISER;
    if (isCode && last !== undefined && last.end > finding.start) continue;
    // A finding that reaches over a code from its start takes the code's place.
    if (!isCode && last?.recogniser === VERIFICATION_CODE_RECOGNISER && last.end > finding.start) merged.pop();
    merged.push(finding);
  }
  return merged;
}
