import { isJumbled } from './internal/word-likeness.ts';
import { isPlaceholder } from './placeholders.ts';
import { looksLikePassword } from './value-form.ts';

interface Place {
  readonly start: number;
  readonly end: number;
}

const CREDENTIALS = /:\/\/([^\s:@/?#"'<>]{0,128}):([^\s@/?#"'<>]{1,256})@[\w.[\]-]/y;
/** A password with marks that should have been escaped. */
const UNESCAPED = /:\/\/([^\s:@/?#"'<>]{0,128}):((?!\d{1,5}[/?#])[^\s@"'<>]{6,128})@[\w.[\]-]/y;
/** A key that stands for user and password. */
const KEY = /:\/\/([\w.~%+-]{20,256})(?::(?:x-oauth-basic)?)?@[\w[]/y;

/** Where the password stands in `scheme://user:password@host`, or the key in `scheme://key@host`, given the offset of `://`. */
export function passwordInUrl(text: string, at: number): Place | undefined {
  const match = matchAt(CREDENTIALS, text, at);
  if (match !== null && !/^x-oauth-basic$/i.test(match[2]!)) {
    return isPlaceholder(match[2]!) ? undefined : placeAfter(at, match[1]!, match[2]!);
  }
  const start = at + '://'.length;
  const key = matchAt(KEY, text, at)?.[1];
  if (key !== undefined) return /\d/.test(key) && isJumbled(key) ? { start, end: start + key.length } : undefined;
  const unescaped = matchAt(UNESCAPED, text, at);
  if (unescaped === null || /:\/\//.test(unescaped[2]!) || !looksLikePassword(unescaped[2]!, false)) return undefined;
  return placeAfter(at, unescaped[1]!, unescaped[2]!);
}

function placeAfter(at: number, user: string, password: string): Place {
  const start = at + '://'.length + user.length + 1;
  return { start, end: start + password.length };
}

function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}

/** Literals of addresses of other forms, as drivers of Go and Oracle take them. */
export const DSN_ANCHORS: readonly string[] = ['@tcp(', '@unix(', ':thin:'];
const THIN = /:thin:[\w.$#-]{1,64}\/([^\s"'@]{3,128})@/y;
const DSN = /(?:^|["'`\s=])[\w.-]{1,64}:([^\s"'`:@]{3,128})$/;
const MAX_DSN_CHARS = 200;

/** Where the password stands in `user:password@tcp(host:3306)/db` and in `:thin:user/password@host`, given the offset of the literal. */
export function passwordBeforeHost(text: string, at: number): Place | undefined {
  const thin = matchAt(THIN, text, at);
  if (thin !== null)
    return isPlaceholder(thin[1]!)
      ? undefined
      : { start: at + thin[0].length - 1 - thin[1]!.length, end: at + thin[0].length - 1 };
  const password = DSN.exec(text.slice(Math.max(0, at - MAX_DSN_CHARS), at))?.[1];
  return password === undefined || isPlaceholder(password) ? undefined : { start: at - password.length, end: at };
}
