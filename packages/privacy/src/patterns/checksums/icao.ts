const WEIGHTS = [7, 3, 1] as const;

/** Check digit of ICAO Doc 9303-3 section 4.9: weights 7, 3, 1; letters A = 10 … Z = 35; `<` is nought. */
export function icaoCheckDigit(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const value = code === 60 ? 0 : code < 58 ? code - 48 : code - 55;
    sum += value * (WEIGHTS[index % 3] ?? 0);
  }
  return sum % 10;
}

/** Whether the last character is the check digit of those before it. */
export function icaoCheck(text: string): boolean {
  return icaoCheckDigit(text.slice(0, -1)) === text.charCodeAt(text.length - 1) - 48;
}
