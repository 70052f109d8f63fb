const BEGIN = /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?)-----/y;
/** Longest block of a key, UTF-16 code units. */
const MAX_BLOCK = 16_384;
/** Fewest characters of a key between its lines. */
const MIN_CONTENT = 16;

/** End of the block of a private key (PEM, OpenSSH, PGP) that begins at an offset. One that is cut off ends with its base64. */
export function keyBlockAt(text: string, at: number): number | undefined {
  BEGIN.lastIndex = at;
  const match = BEGIN.exec(text);
  if (match === null) return undefined;
  const contentStart = at + match[0].length;
  const window = text.slice(contentStart, contentStart + MAX_BLOCK);
  const end = `-----END ${match[1]}-----`;
  const endAt = window.indexOf(end);
  if (endAt >= 0) return endAt < MIN_CONTENT ? undefined : contentStart + endAt + end.length;
  const content = /^(?:[A-Za-z-]{1,30}: [^\n]{0,100}|[A-Za-z0-9+/=\s]|\\[nr])*/.exec(window)![0].trimEnd();
  return content.length < MIN_CONTENT ? undefined : contentStart + content.length;
}
