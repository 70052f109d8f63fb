/** Why a template cannot be read or rendered; `line` counts from 1. */
export class TemplateError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** A word inside of `{{ }}`. `text` is as written; `spaced` says that space stands before it. */
export interface Token {
  readonly kind: 'name' | 'field' | 'variable' | 'dot' | 'string' | 'char' | 'number' | 'mark';
  readonly text: string;
  readonly spaced: boolean;
}

/** Text outside of actions, or the words of one action. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly tokens: readonly Token[]; readonly line: number };

const OPEN = '{{';
const CLOSE = '}}';

const TOKEN =
  /([\p{L}_][\p{L}\p{N}_]*)|(\.[\p{L}_][\p{L}\p{N}_]*)|(\$[\p{L}\p{N}_]*)|([+-]?\.?\d[\p{L}\p{N}_.]*(?:(?<=[eEpP])[+-]\d+)?)|("(?:[^"\\\n]|\\.)*"|`[^`]*`)|('(?:[^'\\\n]|\\.)*')|(:=|[=|(),])|(\.)/uy;
const KINDS = ['name', 'field', 'variable', 'number', 'string', 'char', 'mark', 'dot'] as const;

/**
 * Takes a Go template apart into text and actions. Space beside `{{-` and `-}}` and comments are left out.
 *
 * @throws TemplateError
 */
export function lexTemplate(source: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimNext = false;
  let line = 1;
  for (;;) {
    const open = source.indexOf(OPEN, at);
    const text = source.slice(at, open < 0 ? source.length : open);
    const trims = open >= 0 && /^-\s/.test(source.slice(open + 2, open + 4));
    const trimmed = trims ? text.trimEnd() : text;
    const kept = trimNext ? trimmed.trimStart() : trimmed;
    if (kept !== '') pieces.push({ kind: 'text', text: kept });
    if (open < 0) return pieces;
    line += countLines(text);
    const start = open + 2 + (trims ? 1 : 0);
    const end = source.startsWith('/*', skipSpace(source, start))
      ? endOfComment(source, start, line)
      : lexAction(source, start, line, pieces);
    trimNext = end.trims;
    line += countLines(source.slice(open, end.at));
    at = end.at;
  }
}

interface End {
  readonly at: number;
  /** The action ends with `-}}`. */
  readonly trims: boolean;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function skipSpace(source: string, start: number): number {
  let at = start;
  while (/\s/.test(source[at] ?? '')) at++;
  return at;
}

function endOfComment(source: string, start: number, line: number): End {
  const close = source.indexOf('*/', skipSpace(source, start) + 2);
  if (close < 0) throw new TemplateError(line, 'unclosed comment');
  const end = closingAt(source, skipSpace(source, close + 2), close + 2);
  if (end === undefined) throw new TemplateError(line, 'comment ends before closing delimiter');
  return end;
}

/** The end of an action when it stands at a place; `from` is where the space before it begins. */
function closingAt(source: string, at: number, from: number): End | undefined {
  if (source.startsWith(CLOSE, at)) return { at: at + 2, trims: false };
  if (at > from && source.startsWith(`-${CLOSE}`, at)) return { at: at + 3, trims: true };
  return undefined;
}

function lexAction(source: string, start: number, line: number, pieces: Piece[]): End {
  const tokens: Token[] = [];
  let at = start;
  for (;;) {
    const from = at;
    at = skipSpace(source, at);
    const end = closingAt(source, at, from);
    if (end !== undefined) {
      pieces.push({ kind: 'action', tokens, line });
      return end;
    }
    if (at >= source.length) throw new TemplateError(line, 'unclosed action');
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) throw new TemplateError(line, `unexpected ${JSON.stringify(source[at])} in action`);
    const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)]!;
    tokens.push({ kind, text: match[0], spaced: at > from || tokens.length === 0 });
    at = TOKEN.lastIndex;
  }
}
