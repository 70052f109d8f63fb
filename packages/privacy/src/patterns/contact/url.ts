import { isWord } from '../internal/characters.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';
import { domainEnd } from './email.ts';

const LONGEST_URL_CHARS = 2_048;
const LONGEST_BARE_DOMAIN_CHARS = 100;
const SCHEMES = ['https', 'http', 'ftps', 'ftp', 'wss', 'ws', 'sftp', 'ssh', 'git'];

/** Top-level domains that a bare name must end in; ccTLDs that are also file suffixes or words are left out. */
const TOP_LEVEL = new Set(
  'com org net edu gov mil int info biz io ai app dev cloud online site shop store tech xyz eu uk us ca de fr es it nl be ch at dk se no fi pl cz sk hu ro bg gr pt ie ru ua tr il in cn jp kr tw hk sg my th vn id ph au nz br mx ar cl co pe za ng ke eg ma tn lu li is ee lv lt si hr rs cy mt ir sa ae qa pk bd lk uy museum travel coop gal barcelona berlin london nyc wien swiss clinic pharmacy wiki academy ventures restaurant hotel cafe agency insurance'.split(
    ' ',
  ),
);

/** End of what cannot be part of a URL: white space, quotes, angle brackets and the like. */
function urlEnd(text: string, start: number): number {
  const ceiling = Math.min(text.length, start + LONGEST_URL_CHARS);
  let end = start;
  let open = 0;
  while (end < ceiling) {
    const code = text.charCodeAt(end);
    if (code <= 32 || '"<>`{}|\\^'.includes(text.charAt(end)) || code === 0xa0 || code === 0x3002) break;
    if (code === 40) open++;
    if (code === 41 && open-- === 0) break;
    end++;
  }
  while (end > start && ".,;:!?'*])".includes(text.charAt(end - 1))) {
    if (text.charCodeAt(end - 1) === 41 && text.slice(start, end).includes('(')) break;
    if (text.charCodeAt(end - 1) === 93 && text.slice(start, end).includes('[')) break;
    end--;
  }
  return end;
}

/** Adds what starts at `start` and has its host at `host` as the row's type, when that fits: a bare host or a path. */
function addUrl(page: Page, row: FinderRow, start: number, host: number): void {
  if (page.urlHost !== host) {
    page.urlHost = host;
    page.urlEnd = urlEnd(page.text, host);
  }
  const end = page.urlEnd;
  if (end <= host) return;
  const rest = page.text.slice(host, end);
  const slash = rest.search(/[/?#]/);
  const bare = slash < 0 || slash === rest.length - 1;
  if ((row.type === 'DOMAIN_NAME') !== bare) return;
  page.add(row, start, end, row.base, bare ? 'URL of a host' : 'URL with a path');
}

function findScheme(page: Page, row: FinderRow, start: number, end: number): void {
  if (start > page.urlHost && start < page.urlEnd) return;
  const before = page.text.slice(Math.max(0, start - 6), start).toLowerCase();
  const scheme = SCHEMES.find((item) => before.endsWith(item));
  if (
    scheme === undefined ||
    !(isWord(page.text.charCodeAt(end)) || /^\[[0-9a-f:]/i.test(page.text.slice(end, end + 2)))
  )
    return;
  const first = start - scheme.length;
  if (isWord(page.text.charCodeAt(first - 1))) return;
  addUrl(page, row, first, end);
}

function findBare(page: Page, row: FinderRow, start: number): void {
  if (start > page.urlHost && start < page.urlEnd) return;
  const { text } = page;
  let first = start;
  const floor = Math.max(0, start - 64);
  while (first > floor && (isWord(text.charCodeAt(first - 1)) || text.charCodeAt(first - 1) === 45)) first--;
  const before = text.charCodeAt(first - 1);
  // Only the first dot of a name is looked at; parts of mails, paths, URLs and property chains are not names of hosts.
  if (first === start || before === 46 || before === 64 || before === 47 || before === 58 || before === 95) return;
  if (text.charCodeAt(first) === 45) return;
  const last = domainEnd(text, first);
  if (last < 0 || last - first > LONGEST_BARE_DOMAIN_CHARS) return;
  const after = text.charCodeAt(last);
  if (after === 64 || after === 40 || after === 95 || after === 91) return;
  const name = text.slice(first, last);
  const top = name.slice(name.lastIndexOf('.') + 1);
  const www = /^www\./i.test(name);
  if (!www && (!TOP_LEVEL.has(top.toLowerCase()) || (/[A-Z]/.test(top) && name !== name.toUpperCase()))) return;
  // A sign of the sentence ends the name: `have you seen example.org?`
  const follows = after === 47 || ((after === 58 || after === 63) && isWord(text.charCodeAt(last + 1)));
  if (!follows) {
    if (row.type === 'DOMAIN_NAME')
      page.add(row, first, last, www ? 0.85 : sure(name, beforeOf(text, first)), 'known top-level domain');
  } else addUrl(page, row, first, first);
}

function beforeOf(text: string, at: number): string {
  return text.slice(Math.max(0, at - HOST_WORD_CHARS), at);
}

/** Top-level domains that are also words of programs and of prose: two plain labels before them are no proof. */
const ALSO_WORDS = new Set(
  'id at ca store is my be in no us app dev cloud tech online site shop io co cl ma ai it th pe ke hr mt ir sa qa si li as travel clinic wiki academy restaurant hotel cafe agency insurance berlin london'.split(
    ' ',
  ),
);

/** Names that sources of programs have as a rule. */
const SOURCE_FILE =
  /^(?:main|lib|mod|tests?|index|build|scripts?|setup|run|utils?|config|server|client|app)\.(?:rs|pl)$/;

/** Hosts that a word before them tells from properties of programs: `id`, `is`, `my`, `no` and `as` are left out. */
const HOSTED = /^[a-z\d]{6,24}\.(?:it|in|be|at|co|io|us|ca|ai|app|tech|online|site|shop|store|cloud)$/;
const BEFORE_HOST =
  /(?:^|\b(?:on|at|visit|via|see|website|site|domain|domain name|domeinnaam|domaine|dominio|sito|sitio|host|hosts|page|url|web|homepage|from|to|open|browse|browsing|checked|www|into|like|called|bought|registered|own|owns) )$/i;
const HOST_WORD_CHARS = 12;

/** `me.in` or `so.it` may be a missing space; a longer name is surer. */
function sure(name: string, before: string): number {
  if (HOSTED.test(name) && BEFORE_HOST.test(before)) return 0.55;
  const labels = name.split('.');
  const weak = ALSO_WORDS.has(labels.at(-1) ?? '');
  if (SOURCE_FILE.test(name)) return 0.3;
  if (weak && !name.includes('-') && (labels.length === 2 || /[a-z][A-Z]/.test(name))) return 0.4;
  if (name !== name.toLowerCase() && labels.length === 2 && /^[A-Z]?[a-z]+$/.test(labels[0] ?? '')) return 0.45;
  if ((labels.at(-2) ?? '').length < 3 && labels.length === 2) return 0.3;
  // In small letters it is no company's name: more than the tagger's word for it.
  return name === name.toLowerCase() ? 0.95 : 0.6;
}

const common = { kind: 'finder', region: 'any', context: [] } as const;

/** Addresses of the web and of files; a URL with no path beyond `/` is a domain name. */
export const URL_ROWS: readonly FinderRow[] = [
  {
    ...common,
    type: 'URL',
    name: 'url',
    anchor: 'scheme',
    validator: 'known scheme',
    // Surer than what stands in it: an address, a name.
    base: 0.96,
    boosted: 0.96,
    find: findScheme,
  },
  {
    ...common,
    type: 'DOMAIN_NAME',
    name: 'url-host',
    anchor: 'scheme',
    validator: 'known scheme',
    base: 0.9,
    boosted: 0.9,
    find: findScheme,
  },
  {
    ...common,
    type: 'URL',
    name: 'bare-url',
    anchor: 'dot',
    validator: 'known top-level domain',
    base: 0.8,
    boosted: 0.8,
    find: findBare,
  },
  {
    ...common,
    type: 'DOMAIN_NAME',
    name: 'domain',
    anchor: 'dot',
    validator: 'known top-level domain',
    base: 0.6,
    boosted: 0.85,
    find: findBare,
  },
];
