const ASCII_CHARACTERS = 128;

/** Shannon entropy of the characters of a text, bits for each. All characters beyond ASCII count as one. */
export function entropy(text: string): number {
  const counts = new Uint32Array(ASCII_CHARACTERS + 1);
  for (let i = 0; i < text.length; i++) counts[Math.min(text.charCodeAt(i), ASCII_CHARACTERS)]! += 1;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const CLASSES = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/];

/** How many of lower case, upper case, digits and marks a text has. */
export function classesOf(text: string): number {
  return CLASSES.filter((each) => each.test(text)).length;
}
