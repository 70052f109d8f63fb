import { Argument, Command, InvalidArgumentError, Option, type CommanderError } from 'commander';
import { CliError } from '../errors.ts';
import type { OutputStream } from '../cli-io.ts';
import { optionsOf } from './common-options.ts';
import type { CommandGroup, CommandNode, CommandSpec } from './command-spec.ts';
import { flagOf, type OptionSpec } from './option.ts';

/** Called with the command that the user chose and its values. */
export type OnCommand = (
  spec: CommandSpec,
  args: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>>,
) => Promise<void>;

/** What the parser needs from its surroundings. */
export interface ProgramOptions {
  readonly version: string;
  /** Added to the end of the first help page. */
  readonly epilogue: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly onCommand: OnCommand;
}

/** Thrown inside the parser when help or the version was printed: nothing is left to do. */
export class HelpShown extends Error {}

/** Makes the parser of a command tree. It throws CliError `usage_invalid` or HelpShown and never ends the process. */
export function buildProgram(tree: CommandGroup, options: ProgramOptions): Command {
  const program = buildGroup(tree, [], options);
  program.enablePositionalOptions();
  program.version(options.version, '--version', 'Print the version').addHelpText('after', `\n${options.epilogue}`);
  return program;
}

function buildNode(node: CommandNode, parents: readonly string[], options: ProgramOptions): Command {
  return node.kind === 'group' ? buildGroup(node, parents, options) : buildLeaf(node, parents, options);
}

function buildGroup(group: CommandGroup, parents: readonly string[], options: ProgramOptions): Command {
  const command = bare(group.name, group.summary, parents, options);
  for (const node of group.commands) command.addCommand(buildNode(node, [...parents, group.name], options));
  return command.helpCommand(false);
}

function buildLeaf(spec: CommandSpec, parents: readonly string[], programOptions: ProgramOptions): Command {
  const command = bare(spec.name, spec.summary, parents, programOptions);
  if (spec.details !== undefined) command.description(`${spec.summary}.\n\n${spec.details}`).summary(spec.summary);
  for (const [name, argument] of Object.entries(spec.args)) {
    const written = new Argument(`<${argument.variadic ? `${kebab(name)}...` : kebab(name)}>`, argument.help);
    command.addArgument(argument.choices ? written.choices(argument.choices) : written);
  }
  const table = optionsOf(spec);
  for (const [name, option] of Object.entries(table)) command.addOption(buildOption(name, option));
  const examples = spec.examples.map((line) => `  $ ${line}`).join('\n');
  command.addHelpText('after', `\n${spec.examples.length > 1 ? 'Examples' : 'Example'}:\n${examples}`);
  return command.action(async () => {
    const args = Object.fromEntries(Object.keys(spec.args).map((name, i) => [name, command.processedArgs[i]]));
    const given = command.opts<Record<string, unknown>>();
    const values = Object.entries(table).map(([name, option]) => [name, given[name] ?? absentValue(option)]);
    await programOptions.onCommand(spec, args, Object.fromEntries(values));
  });
}

function bare(name: string, summary: string, parents: readonly string[], options: ProgramOptions): Command {
  const { stdout, stderr } = options;
  const command = new Command(name).description(summary);
  const path = [...parents, name].join(' ');
  return command
    .helpOption('-h, --help', 'Show this help')
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      // Errors are reported in one place, in the form that the user asked for; help for a missing word is still shown.
      writeErr: (text) => void stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => stdout.columns ?? DEFAULT_HELP_COLUMNS,
      getErrHelpWidth: () => stderr.columns ?? DEFAULT_HELP_COLUMNS,
    })
    .exitOverride((error) => {
      throw ended(error, path, command);
    });
}

const DEFAULT_HELP_COLUMNS = 100;

function ended(error: CommanderError, path: string, command: Command): Error {
  if (error.code === 'commander.help') return new CliError('usage_invalid', `${path} needs one of its commands`);
  if (error.exitCode === 0) return new HelpShown();
  const message = error.message.replace(/^error: /, '').replace(/\n\(([^)\n]*)\)$/, '. $1');
  const usage = `${path} ${command.usage()}`;
  return new CliError('usage_invalid', message, { details: { usage } });
}

function buildOption(name: string, spec: OptionSpec): Option {
  const value = spec.placeholder === undefined ? '' : ` <${spec.placeholder}>`;
  const help = spec.repeatable ? `${spec.help} (can be repeated)` : spec.help;
  const option = new Option(`${flagOf(name)}${value}`, help);
  if (spec.choices) option.choices(spec.choices);
  if (spec.required) option.makeOptionMandatory();
  if (spec.defaultValue !== undefined) option.default(spec.defaultValue);
  const parse = spec.parse ?? ((text: string): unknown => text);
  if (spec.repeatable) {
    option.argParser((text, previous: unknown[] | undefined) => [...(previous ?? []), guarded(parse, text)]);
  } else if (spec.parse) {
    option.argParser((text) => guarded(parse, text));
  }
  return option;
}

/** A coded refusal becomes one of the parser's, which adds the name of the option. */
function guarded(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof CliError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

function absentValue(spec: OptionSpec): unknown {
  if (spec.repeatable) return [];
  return spec.placeholder === undefined ? false : undefined;
}

function kebab(name: string): string {
  return flagOf(name).slice(2);
}
