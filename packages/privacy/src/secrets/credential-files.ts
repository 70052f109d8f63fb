import type { SecretPlaces } from './command-line.ts';
import { isPlaceholder } from './placeholders.ts';

/** A file of passwords, known by a literal of its form. */
export interface CredentialFile {
  /** Name in findings. */
  readonly name: string;
  readonly anchors: readonly string[];
  readonly why: string;
  /** Passwords around the literal at an offset; what lies before `from` was read already. */
  readonly find: (text: string, at: number, from: number) => SecretPlaces;
}

const NETRC = /machine\s{1,8}[\w.:-]{1,128}\s{1,8}login\s{1,8}\S{1,128}\s{1,8}password\s{1,8}(\S{3,256})/dy;

function findInNetrc(text: string, at: number): SecretPlaces {
  NETRC.lastIndex = at;
  const match = NETRC.exec(text);
  return placesOf(match, text, at);
}

/** `host:port:database:user:password`, a line of libpq's password file, given the offset of the port's colon. */
const PGPASS = /:(?:\d{4,5}|\*):(?:[^\s:\\]|\\.){1,64}:(?:[^\s:\\/@]|\\.){1,64}:([^\s:"',]{3,128})(?=[\r\n"']|$)/dy;

function findInPgpass(text: string, at: number): SecretPlaces {
  PGPASS.lastIndex = at;
  return placesOf(PGPASS.exec(text), text, at);
}

const DOCKER_AUTH = /"auth"\s{0,4}:\s{0,4}"([A-Za-z0-9+/]{6,1024}={0,2})"/dy;

function findInDockerConfig(text: string, at: number): SecretPlaces {
  DOCKER_AUTH.lastIndex = at;
  const match = DOCKER_AUTH.exec(text);
  return match !== null && hasPasswordInBase64(match[1]!) ? placesOf(match, text, at) : { places: [], end: at };
}

/** How far from `kind: Secret` its data is read, UTF-16 code units. */
const MAX_MANIFEST_CHARS = 8_192;
const MANIFEST_DATA = /(?:^|\n)(?:data|stringData):[ \t]*((?:\r?\n[ \t]+[^\r\n]*)+)/g;
const MANIFEST_VALUE = /^[ \t]+[\w.-]{1,128}:[ \t]*["']?([^\s"'|>#][^\s"']{3,4096})["']?[ \t]*\r?$/d;

function findInManifest(text: string, at: number, from: number): SecretPlaces {
  const before = text.slice(Math.max(from, at - MAX_MANIFEST_CHARS), at);
  const start = at - before.length + Math.max(0, before.lastIndexOf('\n---'));
  const after = text.slice(at, at + MAX_MANIFEST_CHARS);
  const close = after.indexOf('\n---');
  const end = at + (close < 0 ? after.length : close);
  const places = [];
  for (const data of text.slice(start, end).matchAll(MANIFEST_DATA)) {
    let lineAt = start + data.index + data[0].length - data[1]!.length;
    for (const line of data[1]!.split('\n')) {
      const value = MANIFEST_VALUE.exec(line);
      if (value !== null && !isPlaceholder(value[1]!)) {
        const [first, last] = value.indices![1]!;
        places.push({ start: lineAt + first, end: lineAt + last });
      }
      lineAt += line.length + 1;
    }
  }
  return { places, end };
}

/** Files that tools read passwords from. */
export const CREDENTIAL_FILES: readonly CredentialFile[] = [
  { name: 'netrc', anchors: ['machine '], why: 'password of a .netrc', find: findInNetrc },
  {
    name: 'pgpass',
    anchors: [':5432:', ':5433:', ':6432:', ':6543:', ':*:'],
    why: 'line of a .pgpass',
    find: findInPgpass,
  },
  { name: 'docker-auth', anchors: ['"auth"'], why: 'base64 of user and password', find: findInDockerConfig },
  {
    name: 'kubernetes-secret',
    anchors: ['kind: Secret\n', 'kind: Secret\r\n'],
    why: 'data of a Secret',
    find: findInManifest,
  },
];

function placesOf(match: RegExpExecArray | null, text: string, at: number): SecretPlaces {
  const place = match?.indices?.[1];
  if (match === null || place === undefined || isPlaceholder(match[1]!)) return { places: [], end: at };
  const [start, end] = place;
  return { places: [{ start, end }], end: Math.min(text.length, end) };
}

/** Whether text in base64 is `user:password`, and the password no stand-in for one (RFC 7617). */
export function hasPasswordInBase64(encoded: string): boolean {
  const decoded = Buffer.from(encoded, 'base64').toString();
  const colon = decoded.indexOf(':');
  // Characters that cannot be read tell that it was no text.
  if (colon < 0 || /[\p{Cc}\ufffd]/u.test(decoded)) return false;
  const password = decoded.slice(colon + 1);
  return password === '' ? colon >= 16 : !isPlaceholder(password);
}
