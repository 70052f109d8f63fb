import type { CommandContext } from './command-context.ts';
import type { Completes, OptionTable, OptionValues } from './option.ts';

/** A positional argument. */
export interface ArgumentSpec {
  readonly help: string;
  readonly completes?: Completes;
  readonly choices?: readonly string[];
  /** Takes all that follows; only for the last one. */
  readonly variadic?: boolean;
}

/** Arguments in order, by camel-case name. */
export type ArgumentTable = Readonly<Record<string, ArgumentSpec>>;

/** The values that a table of arguments gives. */
type ArgumentValues<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends { readonly variadic: true } ? readonly string[] : string;
};

/** What a command writes to standard output: `data` in a table or as JSON, a `document` as it is, or nothing. */
type Prints = 'data' | 'document' | 'nothing';

/** One command as plain data with the function that does it. Parser, help, reference and completion are read from it. */
export interface CommandSpec<
  Options extends OptionTable = OptionTable,
  Arguments extends ArgumentTable = ArgumentTable,
> {
  readonly kind: 'command';
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** More for the help, in sentences. */
  readonly details?: string;
  /** Command lines that work, each beginning with `tensorguard`. */
  readonly examples: readonly string[];
  readonly prints: Prints;
  /** Talks to the platform: takes `--url` and `--token`. */
  readonly api?: boolean;
  /** Asks before it acts: takes `--yes`. */
  readonly destructive?: boolean;
  readonly args: Arguments;
  readonly options: Options;
  /** Does it. May return an exit code for an outcome that is an answer and not an error. */
  readonly run: (context: CommandContext<OptionValues<Options>, ArgumentValues<Arguments>>) => Promise<number | void>;
}

/** Commands about one thing. */
export interface CommandGroup {
  readonly kind: 'group';
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly CommandNode[];
}

/** A node of the command tree. */
export type CommandNode = CommandGroup | CommandSpec;

type Given<Options extends OptionTable, Arguments extends ArgumentTable> = Omit<
  CommandSpec<Options, Arguments>,
  'kind' | 'args' | 'options'
> & { readonly args?: Arguments; readonly options?: Options };

type NoOptions = Readonly<Record<string, never>>;

/** Checks a command's types against its tables, then forgets them so that commands fit into one tree. */
export function defineCommand<
  const Options extends OptionTable = NoOptions,
  const Arguments extends ArgumentTable = NoOptions,
>(spec: Given<Options, Arguments>): CommandSpec {
  return { args: {}, options: {}, ...spec, kind: 'command' } as unknown as CommandSpec;
}

/** Makes a group. */
export function defineGroup(name: string, summary: string, commands: readonly CommandNode[]): CommandGroup {
  return { kind: 'group', name, summary, commands };
}
