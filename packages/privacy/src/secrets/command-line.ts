import { isPlaceholder } from './placeholders.ts';

/** Passwords of a place, and how far the text was read for them. */
export interface SecretPlaces {
  readonly places: readonly { readonly start: number; readonly end: number }[];
  readonly end: number;
}

/** A word of a shell: in quotes, which may be escaped, or bare. */
const WORD = `(?:\\\\?"(?<double>[^"\\\\\\n]{1,256})|'(?<single>[^'\\n]{1,256})|(?<bare>[^\\s"'\`|;&<>()\\\\-][^\\s"'\`|;&<>()\\\\]{0,255}))`;

/** What of the word behind the option is the password. */
type Part = 'word' | 'behind-colon' | 'behind-percent';

interface Command {
  readonly names: string;
  /** Source of what stands before the word with the password. */
  readonly options: string;
  readonly part: Part;
}

function command(names: string, options: string, part: Part): Command {
  return { names, options, part };
}

/** Expressions of the commands that some text had. */
const EXPRESSIONS = new Map<Command, RegExp>();

function expressionOf(command: Command): RegExp {
  const known = EXPRESSIONS.get(command);
  if (known !== undefined) return known;
  const expression = new RegExp(`(?:${command.options})${WORD}`, 'dg');
  EXPRESSIONS.set(command, expression);
  return expression;
}

/** Commands that take passwords, by the literal that the search finds; settings that only hold passwords end with `=`. */
const COMMANDS = [
  command('curl ', ' (?:-[a-zA-Z]{0,8}[uU] ?|--(?:proxy-)?user[ =] ?)', 'behind-colon'),
  command('wget ', ' --(?:http-|ftp-|proxy-)?password[ =]', 'word'),
  command('mysql mariadb', ' (?:-p(?=\\S)|--password=)', 'word'),
  command('sshpass ', ' ?-p ?', 'word'),
  command(' login ', ' (?:-p[ =]?|--password[ =])', 'word'),
  command('redis-cli ', ' (?:-a|--pass) ', 'word'),
  command('mongo', ' (?:-p[ =]?|--password[ =])', 'word'),
  command('sqlcmd ', ' -P ?', 'word'),
  command('ldapsearch ldapmodify ldapadd ldapwhoami', ' -w ?', 'word'),
  command('smbclient ', ' (?:-U ?|--user[ =])', 'behind-percent'),
  command(
    'htpasswd ',
    ' -[a-zA-Z]{0,4}b[a-zA-Z]{0,4}(?: -[A-Za-z0-9]{1,8}){0,3} [^\\s-]\\S{0,127} \\S{1,128} ',
    'word',
  ),
  command('-passin -passout', ' pass:', 'word'),
  command('PGPASSWORD= MYSQL_PWD= SSHPASS= REDISCLI_AUTH= LDAP_PASSWORD=', '^=', 'word'),
];

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
      if (password !== undefined) places.push({ start: from + end - password.length, end: from + end });
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

/** The password in a word, or `undefined` when it stands for one. */
function passwordOf(word: string, part: Part): string | undefined {
  const mark = part === 'word' ? '' : part === 'behind-colon' ? ':' : '%';
  if (mark !== '' && !word.includes(mark)) return undefined;
  const password = word.slice(mark === '' ? 0 : word.indexOf(mark) + 1);
  return password.length < 3 || isPlaceholder(password) ? undefined : password;
}
