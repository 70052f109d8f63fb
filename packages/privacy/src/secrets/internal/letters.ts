/** Whether a UTF-16 code unit is a letter of ASCII. */
export function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}

/** Whether it is a capital of ASCII. */
export function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}
