import { CharacterClass, characterClass } from './characters.ts';
import type { TaggedType } from './labels.ts';

const MIN_PHONE_DIGITS = 6;
const MAX_PHONE_DIGITS = 22;
const MAX_AGE_DIGITS = 3;
/** Code units that are looked at; a longer span has shown enough by then. */
const MAX_UNITS_LOOKED_AT = 256;

/** Whether a span has what its type cannot be without: digits for a telephone number, letters for a name. */
export function isPlausible(type: TaggedType, text: string, start: number, end: number): boolean {
  let digits = 0;
  let letters = 0;
  const limit = Math.min(end, start + MAX_UNITS_LOOKED_AT);
  for (let at = start; at < limit; at++) {
    const kind = characterClass(text.charCodeAt(at));
    if (kind === CharacterClass.digit) digits++;
    else if (kind === CharacterClass.lower || kind === CharacterClass.upper) letters++;
  }
  switch (type) {
    case 'PHONE_NUMBER':
      return digits >= MIN_PHONE_DIGITS && digits <= MAX_PHONE_DIGITS;
    case 'AGE':
      return letters > 0 || (digits > 0 && digits <= MAX_AGE_DIGITS);
    case 'ZIP_CODE':
      return digits >= 2 && digits + letters <= 12;
    case 'DATE_TIME':
    case 'STREET_ADDRESS':
      return digits + letters > 0;
    case 'PERSON':
    case 'GPE':
    case 'ORGANIZATION':
    case 'NRP':
    case 'TITLE':
      return letters > 0;
  }
}
