import { builtinError } from '../operand-error.ts';

const SPECIAL = /[\\.+*?()|[\]{}^$]/g;

/** A glob as an anchored pattern of RE2. `*` and `?` do not match delimiters, `**` does. @throws RegoError `eval_builtin_error` */
export function globToPattern(glob: string, delimiters: readonly string[]): string {
  const chars = Array.from(glob);
  const one = delimiters.length === 0 ? '.' : `[^${delimiters.map(classChar).join('')}]`;
  let pattern = '';
  let depth = 0;
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!;
    if (char === '*') {
      const isSuper = chars[i + 1] === '*';
      pattern += isSuper ? '.*' : `${one}*`;
      if (isSuper) i++;
    } else if (char === '?') pattern += one;
    else if (char === '{') {
      depth++;
      pattern += '(?:';
    } else if (char === '}' && depth > 0) {
      depth--;
      pattern += ')';
    } else if (char === ',' && depth > 0) pattern += '|';
    else if (char === '[') {
      const end = chars.indexOf(']', i + 2);
      if (end < 0) throw invalid(glob);
      pattern += charClass(chars.slice(i + 1, end));
      i = end;
    } else if (char === '\\') {
      const next = chars[++i];
      if (next === undefined) throw invalid(glob);
      pattern += quote(next);
    } else pattern += quote(char);
  }
  if (depth > 0) throw invalid(glob);
  return `(?s)^(?:${pattern})$`;
}

function charClass(chars: readonly string[]): string {
  const isNegated = chars[0] === '!';
  const members = isNegated ? chars.slice(1) : chars;
  const isRange = members.length === 3 && members[1] === '-';
  const inside = isRange ? `${classChar(members[0]!)}-${classChar(members[2]!)}` : members.map(classChar).join('');
  return `[${isNegated ? '^' : ''}${inside}]`;
}

function classChar(char: string): string {
  return `\\x{${char.codePointAt(0)!.toString(16)}}`;
}

function quote(char: string): string {
  return char.replaceAll(SPECIAL, String.raw`\$&`);
}

function invalid(glob: string): Error {
  return builtinError('glob.match', `the glob ${JSON.stringify(glob)} is malformed`);
}

/** Escapes what a glob gives a meaning. */
export function quoteGlob(text: string): string {
  return text.replaceAll(/[*?\\[\]{}]/g, String.raw`\$&`);
}
