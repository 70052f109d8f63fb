/** ISO 7064 MOD 11,10 over digits, check digit last (German tax id, Croatian OIB). */
export function mod11And10(digits: string): boolean {
  let product = 10;
  for (let index = 0; index < digits.length - 1; index++) {
    const sum = (digits.charCodeAt(index) - 48 + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === digits.charCodeAt(digits.length - 1) - 48;
}

/** ISO 7064 MOD 11-2 over digits, check character 0-9 or X last (Chinese resident number). */
export function mod11Dash2(text: string): boolean {
  let rest = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const value = code === 88 ? 10 : code - 48;
    rest = (rest * 2 + value) % 11;
  }
  return rest === 1;
}
