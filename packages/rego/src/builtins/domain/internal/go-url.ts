/** A URL as Go's `net/url` holds it, under Go's names. */
export interface GoUrl {
  readonly Scheme: string;
  readonly Opaque: string;
  /** Go shows nothing of it but that it is there. */
  readonly User: Readonly<Record<string, never>> | null;
  readonly Host: string;
  readonly Path: string;
  readonly Fragment: string;
  readonly RawQuery: string;
  readonly RawPath: string;
  readonly RawFragment: string;
  readonly ForceQuery: boolean;
  readonly OmitHost: boolean;
}

const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})/;
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
/** What Go leaves as it is in a path. */
const PLAIN_IN_PATH = /[A-Za-z0-9\-_.~$&+,/:;=@]/;

/** Parses a URL; `undefined` when it has control characters, bad escapes or no scheme before a colon. */
export function parseGoUrl(text: string): GoUrl | undefined {
  if (/[ \p{Cc}]/u.test(text)) return undefined;
  const hash = text.indexOf('#');
  const fragment = hash < 0 ? '' : text.slice(hash + 1);
  const scheme = SCHEME.exec(text)?.[1] ?? '';
  const afterScheme = text.slice(scheme === '' ? 0 : scheme.length + 1, hash < 0 ? undefined : hash);
  if (scheme === '' && /^[^/?#:]*:/.test(text)) return undefined;
  const question = afterScheme.indexOf('?');
  const rest = question < 0 ? afterScheme : afterScheme.slice(0, question);
  const query = question < 0 ? '' : afterScheme.slice(question + 1);
  const base = { Scheme: scheme.toLowerCase(), RawQuery: query, ForceQuery: question >= 0 && query === '' };
  const Fragment = unescape(fragment);
  if (Fragment === undefined) return undefined;
  const empty = { Opaque: '', User: null, Host: '', Path: '', RawPath: '', Fragment, RawFragment: '', OmitHost: false };
  if (scheme !== '' && rest !== '' && !rest.startsWith('/')) return { ...empty, ...base, Opaque: rest };
  const authority = /^\/\/([^/]*)/.exec(rest);
  const path = rest.slice(authority?.[0].length ?? 0);
  const Path = unescape(path);
  if (Path === undefined) return undefined;
  const [user, host] = splitUser(authority?.[1] ?? '');
  return {
    ...empty,
    ...base,
    User: user ? {} : null,
    Host: host,
    Path,
    RawPath: escapePath(Path) === path ? '' : path,
    OmitHost: authority === null && scheme !== '' && rest.startsWith('/'),
  };
}

function splitUser(authority: string): [boolean, string] {
  const at = authority.lastIndexOf('@');
  return [at >= 0, authority.slice(at + 1)];
}

function unescape(text: string): string | undefined {
  if (BAD_ESCAPE.test(text)) return undefined;
  return Buffer.from(
    text.replaceAll(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
}

function escapePath(path: string): string {
  let escaped = '';
  for (const char of path.toWellFormed()) {
    if (PLAIN_IN_PATH.test(char)) escaped += char;
    else escaped += `%${Buffer.from(char).toString('hex').toUpperCase().match(/../g)!.join('%')}`;
  }
  return escaped;
}
