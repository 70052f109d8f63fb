const MULTIPLY = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
const PERMUTE = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
];

/** Verhoeff's check over the dihedral group D5 (J. Verhoeff, 1969); the last digit is the check digit. */
export function verhoeff(digits: string): boolean {
  let state = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const moved = (PERMUTE[index % 8] ?? '').charCodeAt(digit) - 48;
    state = (MULTIPLY[state] ?? '').charCodeAt(moved) - 48;
  }
  return digits.length > 1 && state === 0;
}
