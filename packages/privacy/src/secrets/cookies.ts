import { secretScore } from './value-form.ts';

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Literals at which {@link cookieSecretsAt} can look, in any case. */
export const COOKIE_ANCHORS: readonly string[] = ['cookie:', 'cookie=', 'phpsessid=', 'jsessionid=', 'sessionid='];
const MAX_CHARS = 2_048;
const COOKIE = /[\s;:"'=]?([\w.-]{1,64})=([^\s;,"']{12,1024})/g;
/** Names of cookies that open an account. */
const SESSION = /sess|(?:^|[._-])sid$|auth|token|jwt|remember|login/i;

/** Values of the cookies that keep somebody logged in, from the offset of a header or of the name of one. */
export function cookieSecretsAt(text: string, at: number, from: number): { places: Place[]; end: number } {
  if (at < from) return { places: [], end: from };
  const line = text.slice(at, at + MAX_CHARS).split(/[\r\n]/, 1)[0]!;
  const isHeader = /^cookie[:=]/i.test(line);
  const places: Place[] = [];
  for (const match of line.matchAll(COOKIE)) {
    if (!isHeader && match.index > 0) break;
    const end = at + match.index + match[0].length;
    const isSecret =
      SESSION.test(match[1]!) && secretScore(match[2]!, { isPassword: false, isQuoted: false }) !== undefined;
    if (isSecret) places.push({ start: end - match[2]!.length, end });
  }
  return { places, end: isHeader ? at + line.length : at + 1 };
}
