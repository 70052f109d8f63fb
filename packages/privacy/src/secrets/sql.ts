import { isPlaceholder } from './placeholders.ts';
import { secretScore } from './value-form.ts';

/** Literals at which {@link sqlSecretsAt} can look, in any case. */
export const SQL_ANCHORS: readonly string[] = ['identified ', 'insert into ', 'sp_addlogin '];

const IDENTIFIED =
  /identified\s{1,4}(?:with\s{1,4}\S{1,64}\s{1,4})?by\s{1,4}(?:password\s{1,4})?(?:'([^'\r\n]{4,256})'|"([^"\r\n]{4,256})"|([^\s'";,()]{6,64}))/iy;
const ADD_LOGIN =
  /sp_addlogin\s{1,4}(?:@\w{1,32}\s?=\s?)?N?'[^'\r\n]{1,128}',\s{0,4}(?:@\w{1,32}\s?=\s?)?N?'([^'\r\n]{4,128})'/iy;
const INSERT =
  /insert into\s{1,4}[\w."`[\]]{1,128}\s{0,4}\(([^()]{1,512})\)\s{0,8}values\s{0,8}\(((?:[^()'\r\n]|'[^'\r\n]{0,200}'){1,1024})\)/iy;
const VALUE = /'([^']*)'|[^',]+/g;
const PASSWORD_COLUMN = /pass(?:word|wd|phrase|code)?$|^pwd$|secret$|token$|api_?key$/i;

/** Secrets of a statement that begins at an offset: of a user that is made, or of a row. */
export function sqlSecretsAt(text: string, at: number): readonly { readonly start: number; readonly end: number }[] {
  IDENTIFIED.lastIndex = at;
  const identified = IDENTIFIED.exec(text);
  if (identified !== null) {
    const bare = identified[3];
    const value = identified[1] ?? identified[2] ?? bare!;
    const end = at + identified[0].length - (bare === undefined ? 1 : 0);
    const isSecret = bare === undefined ? !isPlaceholder(value) : isPassword(value, false);
    return isSecret ? [{ start: end - value.length, end }] : [];
  }
  ADD_LOGIN.lastIndex = at;
  const login = ADD_LOGIN.exec(text);
  if (login !== null) {
    const end = at + login[0].length - 1;
    return isPlaceholder(login[1]!) ? [] : [{ start: end - login[1]!.length, end }];
  }
  INSERT.lastIndex = at;
  const insert = INSERT.exec(text);
  return insert === null ? [] : inRow(insert[1]!, insert[2]!, at + insert[0].length - 1 - insert[2]!.length);
}

function inRow(columns: string, row: string, at: number): { start: number; end: number }[] {
  const names = columns.split(',').map((name) => name.replaceAll(/[\s"`[\]]/g, ''));
  const values = [...row.matchAll(VALUE)].filter(([value]) => value.trim() !== '');
  return values.flatMap((match, i) => {
    const value = match[1];
    if (value === undefined || !PASSWORD_COLUMN.test(names[i] ?? '') || !isPassword(value, true)) return [];
    const start = at + match.index + 1;
    return [{ start, end: start + value.length }];
  });
}

function isPassword(value: string, isQuoted: boolean): boolean {
  return secretScore(value, { isPassword: true, isQuoted }) !== undefined;
}
