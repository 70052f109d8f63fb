/** The parts of a URL that a request sends. */
export interface UrlParts {
  readonly host: string;
  /** Escaped where the URL left it out. */
  readonly path: string;
  readonly query: string;
}

const CONTROL = /\p{Cc}/u;
const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})/;
/** Characters that a path holds as they are; all others are escaped. */
const PLAIN_IN_PATH = /[A-Za-z0-9\-_.~!$&'()*+,/:;=@[\]]/;

/** Splits a URL as Go's `url.Parse` does, without making it canonical; gives a complaint when that fails. */
export function splitUrl(url: string): UrlParts | string {
  const complaint = (reason: string): string => `parse ${JSON.stringify(url)}: ${reason}`;
  if (CONTROL.test(url)) return complaint('net/url: invalid control character in URL');
  const match = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/.exec(url)!;
  const [matched, authority = '', path = '', query = ''] = match;
  if (matched === '' && url !== '') return complaint('missing protocol scheme');
  const bad = BAD_ESCAPE.exec(path);
  if (bad !== null) return complaint(`invalid URL escape "${path.slice(bad.index, bad.index + 3)}"`);
  return { host: authority.slice(authority.lastIndexOf('@') + 1), path: escapePath(path), query };
}

/** A path that is escaped already stays; otherwise each character that needs it is escaped as UTF-8. */
function escapePath(path: string): string {
  let escaped = '';
  for (const char of path.toWellFormed()) {
    escaped += char === '%' || PLAIN_IN_PATH.test(char) ? char : encodeURIComponent(char);
  }
  return escaped;
}
