/** Luhn sum of ISO/IEC 7812-1 annex B. `digits` holds only 0-9; an empty string fails. */
export function luhn(digits: string): boolean {
  let sum = 0;
  let double = false;
  for (let index = digits.length - 1; index >= 0; index--) {
    let value = digits.charCodeAt(index) - 48;
    if (double) value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
    double = !double;
  }
  return digits.length > 1 && sum % 10 === 0;
}
