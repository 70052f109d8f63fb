import { isPlaceholder } from './placeholders.ts';

/** Literals of commands that read a password from those before them. */
export const PIPE_ANCHORS: readonly string[] = [
  '| sudo -S',
  '| chpasswd',
  '| sudo chpasswd',
  '--password-stdin',
  'passwd --stdin',
];
const MAX_LINE_CHARS = 300;
const ECHO =
  /(?:echo|printf)(?: -[a-zA-Z]{1,2})? (?:"([^"\\]{4,128})(?:\\n)?"|'([^'\\]{4,128})(?:\\n)?'|([^\s"'|;&<>$`]{4,128})) {0,2}\|[^|\n]*$/;

/** The password that is written into a pipe: `echo … | sudo -S`, given the offset of the literal behind it. */
export function pipedPasswordBefore(
  text: string,
  at: number,
): { readonly start: number; readonly end: number } | undefined {
  const from = Math.max(0, at - MAX_LINE_CHARS);
  const before = text.slice(from, at + 1);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const echoAt = Math.max(line.lastIndexOf('echo '), line.lastIndexOf('printf '));
  const match = echoAt < 0 ? null : ECHO.exec(line.slice(echoAt));
  if (match === null) return undefined;
  const word = (match[1] ?? match[2] ?? match[3])!;
  const password = text.startsWith('chpasswd', text.indexOf('c', at)) ? word.slice(word.indexOf(':') + 1) : word;
  if (password.length < 4 || isPlaceholder(password)) return undefined;
  const start = at + 1 - (line.length - echoAt) + match.index + match[0].indexOf(word) + word.length - password.length;
  return { start, end: start + password.length };
}
