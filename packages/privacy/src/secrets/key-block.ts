const BEGIN = /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?)-----|---- BEGIN (SSH2 ENCRYPTED PRIVATE KEY) ----/y;
/** A key file of PuTTY: its lines of private numbers and the code over all end it. */
const PUTTY =
  /PuTTY-User-Key-File-[123]: [^\r\n]{1,64}(?:\r?\n[^\r\n]{0,256}){1,60}?\r?\nPrivate-Lines: \d{1,3}(?:\r?\n[A-Za-z0-9+/=]{1,128}(?![^\r\n])){1,200}(?:\r?\nPrivate-(?:MAC|Hash): [0-9a-f]{40,64})?/y;
/** Longest block of a key, UTF-16 code units. */
const MAX_BLOCK = 16_384;
/** Fewest characters of a key between its lines. */
const MIN_CONTENT = 16;

/** Literals at which {@link keyBlockAt} can look. */
export const KEY_BLOCK_ANCHORS: readonly string[] = ['-----BEGIN ', '---- BEGIN SSH2', 'PuTTY-User-Key-File-'];

/** End of the block of a private key (PEM, OpenSSH, PGP, SSH2, PuTTY) that begins at an offset. One that is cut off ends with its base64. */
export function keyBlockAt(text: string, at: number): number | undefined {
  if (text.startsWith('PuTTY', at)) return puttyKeyAt(text, at);
  BEGIN.lastIndex = at;
  const match = BEGIN.exec(text);
  if (match === null) return undefined;
  const contentStart = at + match[0].length;
  const window = text.slice(contentStart, contentStart + MAX_BLOCK);
  const end = match[0].replace('BEGIN', 'END');
  const endAt = window.indexOf(end);
  if (endAt >= 0) return endAt < MIN_CONTENT ? undefined : contentStart + endAt + end.length;
  const content = /^(?:[A-Za-z-]{1,30}: [^\n]{0,100}|[A-Za-z0-9+/=\s]|\\[nr])*/.exec(window)![0].trimEnd();
  return content.length < MIN_CONTENT ? undefined : contentStart + content.length;
}

function puttyKeyAt(text: string, at: number): number | undefined {
  PUTTY.lastIndex = at;
  return PUTTY.exec(text) === null ? undefined : PUTTY.lastIndex;
}
