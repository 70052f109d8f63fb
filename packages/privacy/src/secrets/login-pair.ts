import { withoutMarks } from './internal/without-marks.ts';
import { looksLikePassword } from './value-form.ts';

/** Literals after which people write a name and a password, in any case. */
export const LOGIN_ANCHORS: readonly string[] =
  'log in |login |login:|log into |sign in |logon|creds|credential|user/pass|username/pass|einloggen|anmelden|zugangsdaten|identifiants'.split(
    '|',
  );
const MARKS = '.,:?';
const MAX_CHARS = 120;
/** `ada / …`, `ada:…`, `ada | …`, `ada with …`. */
const PAIR =
  /[\s:"'`(]([\w.@+\\-]{2,48})(?:["'`]?[ \t]{0,2}[/|][ \t]{0,2}|:[ \t]?| (?:and|with|und|et) )["'`]?([^\s"'`,;<>(){}[\]]{6,80})/g;

/** The password of a name and a password that stand together behind such a literal. */
export function loginPairAfter(text: string, at: number): { readonly start: number; readonly end: number } | undefined {
  const window = text.slice(at, at + MAX_CHARS).split('\n', 1)[0]!;
  PAIR.lastIndex = 0;
  for (let match = PAIR.exec(window); match !== null; match = PAIR.exec(window)) {
    const value = withoutMarks(match[2]!, MARKS);
    if (looksLikePassword(value, true)) {
      const start = at + match.index + match[0].length - match[2]!.length;
      return { start, end: start + value.length };
    }
    // What was taken for the password may be the name.
    PAIR.lastIndex = match.index + 1;
  }
  return undefined;
}
