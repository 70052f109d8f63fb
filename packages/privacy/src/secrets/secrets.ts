import type { Finding, Recogniser } from '../finding.ts';
import { assignedAt } from './assignment.ts';
import { passwordInUrl } from './connection-string.ts';
import { keyBlockAt } from './key-block.ts';
import { isPlaceholder } from './placeholders.ts';
import type { SecretKind } from './secret-kind.ts';
import { SERVICE_TOKENS } from './service-tokens.ts';
import { webTokenAt } from './web-token.ts';

const DEFAULT_SCORE = 0.95;
const WORD = /[\w-]/;
/** Escapes that end with a letter or digit: a token after one is at the beginning of a word. */
const ESCAPE_BEFORE = /(?:\\[nrt]|%[0-9a-fA-F]{2}|\\u00[0-9a-fA-F]{2})$/;
const MAX_ESCAPE_LENGTH = 6;
/** Web tokens that are tried in one run of their characters, so that hostile runs cost linear time. */
const MAX_TRIES_IN_RUN = 4;
/** Names of values that are secret, the longest first where one begins like another. */
const NAMES =
  'pass(?:word|wd|phrase|code)|pwd|secret|token|api[ _-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|credentials?|auth[_-]?key|account[_-]?key|client[_-]?key|master[_-]?key|session[_-]?key|app(?:lication)?[_-]?key|fastly[_-]key|_auth';
const PASSWORD = /^(?:pass|pwd)/i;
const SCHEMES = /(?:bearer|basic|token|ssws)[ \t]{1,2}([\w.~+/=-]{8,4096})/iy;
const SCHEME_NAMES = 'bearer|basic|ssws';

/** Tokens of documents: `AKIAIOSFODNN7EXAMPLE`, `ghp_xxxxxxxx…`. */
const EXAMPLE = /example|x{6}|\*{3}/i;

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Finds keys, tokens and passwords. One search for the literals that they have, then a look around each. */
export function createSecretRecogniser(): Recogniser {
  const byAnchor = kindsByAnchor();
  const literals = [...byAnchor.keys()].sort((a, b) => b.length - a.length);
  const anchors = new RegExp([...literals, '-----BEGIN ', 'eyJ', '://'].map(escapeRegExp).join('|'), 'g');
  const names = new RegExp(`(${NAMES})|(${SCHEME_NAMES})`, 'gi');
  return {
    name: 'secrets',
    find(text) {
      const findings: Finding[] = [];
      let run = { end: 0, tries: 0 };
      for (const { index, 0: anchor } of text.matchAll(anchors)) {
        if (anchor === '://') add(findings, passwordInUrl(text, index), 'connection-string', 0.85, 'password in a URL');
        else if (anchor === 'eyJ') {
          run = index < run.end ? { end: run.end, tries: run.tries + 1 } : { end: runEnd(text, index), tries: 1 };
          if (run.tries > MAX_TRIES_IN_RUN) continue;
          add(findings, span(index, webTokenAt(text, index)), 'web-token', 0.95, 'header with alg');
        } else if (anchor === '-----BEGIN ')
          add(findings, span(index, keyBlockAt(text, index)), 'private-key', 0.99, 'block of a private key');
        else for (const kind of byAnchor.get(anchor)!) addToken(findings, text, index, kind);
      }
      let end = 0;
      for (const { index, 0: name, 1: secretName } of text.matchAll(names)) {
        if (index < end) continue;
        const found =
          secretName === undefined
            ? authorisationAt(text, index)
            : assignedAt(text, index + name.length, PASSWORD.test(name));
        if (found === undefined) continue;
        end = found.end;
        const recogniser = secretName === undefined ? 'authorisation' : 'assignment';
        findings.push({ type: 'SECRET', ...found, recogniser, why: `value of "${name.toLowerCase()}"` });
      }
      return findings.sort((a, b) => a.start - b.start);
    },
  };
}

/** Kinds by the anchor that the search finds: the longest one, which shorter ones may begin. */
function kindsByAnchor(): ReadonlyMap<string, readonly SecretKind[]> {
  const anchors = new Set(SERVICE_TOKENS.flatMap((kind) => kind.anchors));
  const kindsOf = (anchor: string): SecretKind[] =>
    SERVICE_TOKENS.filter((kind) => kind.anchors.some((each) => anchor.startsWith(each)));
  return new Map([...anchors].map((anchor) => [anchor, kindsOf(anchor)]));
}

/** Whether no word goes on over a place. */
function isWordStart(text: string, at: number): boolean {
  return (
    at === 0 || !WORD.test(text[at - 1]!) || ESCAPE_BEFORE.test(text.slice(Math.max(0, at - MAX_ESCAPE_LENGTH), at))
  );
}

function runEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && WORD.test(text[end]!)) end++;
  return end;
}

function addToken(findings: Finding[], text: string, at: number, kind: SecretKind): void {
  const start = at - (kind.before ?? 0);
  if (start < 0 || (!isWordStart(text, start) && (kind.before ?? 0) >= 0)) return;
  kind.form.lastIndex = start;
  const match = kind.form.exec(text);
  if (match === null || EXAMPLE.test(match[0]) || kind.isValid?.(match[0]) === false) return;
  add(
    findings,
    { start, end: start + match[0].length },
    kind.name,
    kind.score ?? DEFAULT_SCORE,
    `token of ${kind.service}`,
  );
}

/** Value of an HTTP `Authorization`. */
function authorisationAt(text: string, at: number): (Place & { readonly score: number }) | undefined {
  SCHEMES.lastIndex = at;
  const match = SCHEMES.exec(text);
  if (match === null) return undefined;
  const value = match[1]!;
  const end = at + match[0].length;
  if (isPlaceholder(value)) return undefined;
  const isBasic = /^basic/i.test(match[0]) && Buffer.from(value, 'base64').toString().includes(':');
  const isRandom = value.length >= 16 && /\d/.test(value) && /[A-Za-z]/.test(value);
  return isBasic || isRandom ? { start: end - value.length, end, score: 0.85 } : undefined;
}

function span(start: number, end: number | undefined): Place | undefined {
  return end === undefined ? undefined : { start, end };
}

function add(findings: Finding[], place: Place | undefined, recogniser: string, score: number, why: string): void {
  if (place !== undefined)
    findings.push({ type: 'SECRET', start: place.start, end: place.end, score, recogniser, why });
}

function escapeRegExp(literal: string): string {
  return literal.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
