/** Classes of UTF-16 code units that the tokeniser tells apart. */
export const CharacterClass = { other: 1, space: 2, newline: 3, digit: 4, lower: 5, upper: 6 } as const;

/** Zero-width space, non-joiner and joiner, word joiner. */
const INVISIBLE = new Set([0x200b, 0x200c, 0x200d, 0x2060]);

const CODE_UNITS = 65_536;
const classes = new Uint8Array(CODE_UNITS);

function classifyAscii(unit: number): number {
  if (unit === 10 || unit === 13) return CharacterClass.newline;
  if (unit === 32 || (unit >= 9 && unit <= 12)) return CharacterClass.space;
  if (unit >= 48 && unit <= 57) return CharacterClass.digit;
  if (unit >= 65 && unit <= 90) return CharacterClass.upper;
  return unit >= 97 && unit <= 122 ? CharacterClass.lower : CharacterClass.other;
}

function classify(unit: number): number {
  // Expressions of Unicode classes cost milliseconds at their first use: plain English does without.
  if (unit < 128) return classifyAscii(unit);
  const character = String.fromCharCode(unit);
  if (unit === 0x2028 || unit === 0x2029) return CharacterClass.newline;
  if (/^\s$/u.test(character) || INVISIBLE.has(unit)) return CharacterClass.space;
  if (/^\p{Nd}$/u.test(character)) return CharacterClass.digit;
  if (/^[\p{Lu}\p{Lt}]$/u.test(character)) return CharacterClass.upper;
  if (/^[\p{L}\p{M}]$/u.test(character)) return CharacterClass.lower;
  return CharacterClass.other;
}

/** Class of a UTF-16 code unit; letters without case count as lower. Worked out once for each code unit that occurs. */
export function characterClass(unit: number): number {
  const known = classes[unit];
  if (known !== undefined && known !== 0) return known;
  const found = classify(unit);
  classes[unit] = found;
  return found;
}
