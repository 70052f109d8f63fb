/** Remainder by 97 of a number written in digits and letters (A = 10 … Z = 35), as ISO 7064 MOD 97-10 reads it. */
export function remainder97(text: string): number {
  let rest = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    rest = code < 58 ? (rest * 10 + code - 48) % 97 : (rest * 100 + code - 55) % 97;
  }
  return rest;
}

/** Whether an upper-case IBAN without spaces has the right check digits (ISO 13616). */
export function ibanCheck(iban: string): boolean {
  return remainder97(iban.slice(4) + iban.slice(0, 4)) === 1;
}
