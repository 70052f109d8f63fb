import { TECHNICAL, looksLikePassword, secretScore } from './value-form.ts';

interface Call {
  readonly names: readonly string[];
  /** Which arguments may be the password, from 0; the first text that looks like one counts. */
  readonly places: readonly number[];
}

function call(places: readonly number[], names: string): Call {
  return { places, names: names.split(' ') };
}

/** Functions that take a password at a place, by the end of their names. */
const CALLS: readonly Call[] = [
  call([1, 2, 3], 'connect( onnection( mysqli( Connect( _open( openConnection('),
  call([2], 'PDO( ldap_bind( imap_open( ftp_login( .start('),
  call(
    [1],
    '.login( .Login( basicAuth( BasicAuth( basic_auth( .basic( _bind_s( .bind( NetworkCredential( Credentials( Credential(',
  ),
  call(
    [1],
    'PasswordAuthentication( PasswordCredential( authenticate( Authenticate( auth=( .auth( HTTPDigestAuth( UserPassword(',
  ),
  call(
    [1],
    'PlainAuth( SMTPAuth( password_auth( AuthProvider( AuthInfo( withCredentials( signIn( loadKeyStore( .load(',
  ),
];
const BY_ANCHOR = new Map(CALLS.flatMap((each) => each.names.map((name) => [name, each])));

/** Literals at which {@link callSecretAt} can look. */
export const CALL_ANCHORS: readonly string[] = [...BY_ANCHOR.keys()];

const MAX_ARGUMENTS = 6;
const TEXT = /\s{0,40}[A-Za-z@$]{0,2}(["'`])([^"'`\r\n]{0,200})\1/y;
/** What follows a text within its argument, as `.toCharArray()`. */
const REST = /[^,()"'`]{0,40}(?:\(\))?\s{0,40}([,)])/y;
const OTHER = /[^,()"'`;{}]{1,80}(?:\(\))?\s{0,40}([,)])/y;
const HOST = /^[\w-]+(?:\.[\w-]+)+$|[/\\:?]|\s/;

/** The password among the arguments of a call, given the offset of the end of its name. */
export function callSecretAt(text: string, at: number, anchor: string): { start: number; end: number } | undefined {
  const { places } = BY_ANCHOR.get(anchor)!;
  let from = at + anchor.length;
  for (let place = 0; place < MAX_ARGUMENTS; place++) {
    const value = exec(TEXT, text, from);
    if (value !== null) {
      const end = from + value[0].length - 1;
      if (places.includes(place) && isPassword(value[2]!)) return { start: end - value[2]!.length, end };
      from = end + 1;
    }
    const rest = exec(value === null ? OTHER : REST, text, from);
    if (rest === null || rest[1] === ')') return undefined;
    from += rest[0].length;
  }
  return undefined;
}

function isPassword(value: string): boolean {
  if (TECHNICAL.test(value) || (HOST.test(value) && !looksLikePassword(value, false))) return false;
  return secretScore(value, { isPassword: true, isQuoted: true }) !== undefined;
}

function exec(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
