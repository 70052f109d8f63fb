import { type Command, COMMANDS, type PasswordPart } from './commands.ts';
import { isPlaceholder } from './placeholders.ts';

/** Passwords of a place, and how far the text was read for them. */
export interface SecretPlaces {
  readonly places: readonly { readonly start: number; readonly end: number }[];
  readonly end: number;
}

/** A word of a shell: in quotes, which may be escaped, or bare. */
const WORD = `(?:\\\\?"(?<double>[^"\\\\\\n]{1,256})|'(?<single>[^'\\n]{1,256})|(?<bare>[^\\s"'\`|;&<>()\\\\-][^\\s"'\`|;&<>()\\\\]{0,255}))`;

/** Expressions of the commands that some text had. */
const EXPRESSIONS = new Map<Command, RegExp>();

function expressionOf(command: Command): RegExp {
  const known = EXPRESSIONS.get(command);
  if (known !== undefined) return known;
  const expression = new RegExp(`(?:${command.options})${WORD}`, 'dg');
  EXPRESSIONS.set(command, expression);
  return expression;
}

/** Literals at which {@link commandSecretsAt} can look. */
export const COMMAND_ANCHORS: readonly string[] = COMMANDS.flatMap(({ names }) => anchorsOf(names));
const BY_ANCHOR = new Map(COMMANDS.flatMap((each) => anchorsOf(each.names).map((anchor) => [anchor, each])));

/** Longest command that is read, UTF-16 code units. */
const MAX_COMMAND_CHARS = 1_024;
/** What ends a command within its line. */
const NEXT_COMMAND = / (?:\|\|?|;|&&) /;

/** Names apart by spaces; a space at the begin or end belongs to the name. */
function anchorsOf(names: string): string[] {
  return /^ | $/.test(names) ? [names] : names.split(' ');
}

/** Passwords that a command of a shell is given, from the offset of its name to the end of its line. */
export function commandSecretsAt(text: string, at: number, anchor: string): SecretPlaces {
  const command = BY_ANCHOR.get(anchor)!;
  const isSetting = anchor.endsWith('=');
  if (anchor.startsWith(' ') || !/[\w.-]/.test(text[at - 1] ?? ' ') || isSetting) {
    // The space or sign at the end of the anchor begins the first option.
    const from = at + anchor.length - (/[ =]$/.test(anchor) ? 1 : 0);
    const line = commandOf(text, from, isSetting);
    const places = [];
    for (const match of line.matchAll(expressionOf(command))) {
      const [start, end] =
        match.indices!.groups!.double ?? match.indices!.groups!.single ?? match.indices!.groups!.bare!;
      const password = passwordOf(line.slice(start, end), command.part);
      if (password !== undefined)
        places.push({ start: from + start + password.start, end: from + start + password.end });
    }
    return { places, end: from + line.length };
  }
  return { places: [], end: at };
}

/** The rest of a command; a line end behind a backslash does not end it and is read as spaces. */
function commandOf(text: string, from: number, isSetting: boolean): string {
  const window = text.slice(from, from + MAX_COMMAND_CHARS).replaceAll(/\\\r?\n/g, (end) => ' '.repeat(end.length));
  const line = window.split(/\n|\\n/, 1)[0]!;
  return isSetting ? line : line.split(NEXT_COMMAND, 1)[0]!;
}

/** What stands before the password in its word. */
const MARK_BEFORE = { word: '', 'behind-colon': ':', 'behind-percent': '%', 'behind-slash': '/', 'behind-comma': ',' };

/** The password in a word, or `undefined` when it stands for one. */
function passwordOf(word: string, part: PasswordPart): { start: number; end: number } | undefined {
  const mark = MARK_BEFORE[part];
  if (mark !== '' && !word.includes(mark)) return undefined;
  const start = mark === '' ? 0 : word.indexOf(mark) + 1;
  // `ada/password@host`.
  const host = part === 'behind-slash' ? word.lastIndexOf('@') : -1;
  const end = host < start ? word.length : host;
  return end - start < 3 || isPlaceholder(word.slice(start, end)) ? undefined : { start, end };
}

/** Expressions of all commands, which are made when a text has the command. */
export function commandForms(): RegExp[] {
  return COMMANDS.map((each) => expressionOf(each));
}
