import { InvalidArgumentError } from 'commander';

/** What a shell offers to complete a value with. */
export type Completes = 'file' | 'dir';

/** One option of a command. Its flag is the key in the option table: `signingKey` is `--signing-key`. */
export interface OptionSpec<Value = unknown> {
  readonly help: string;
  /** Name of the value in the help; absent for a flag. */
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly repeatable?: boolean;
  readonly choices?: readonly string[];
  readonly defaultValue?: Value;
  readonly completes?: Completes;
  /** Reads one value. @throws InvalidArgumentError with a sentence for people */
  readonly parse?: (text: string) => unknown;
}

/** Options of a command by their camel-case name. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** The values that a table of options gives. */
export type OptionValues<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends OptionSpec<infer Value> ? Value : never;
};

/** Extras of an option. */
export interface OptionExtras {
  readonly completes?: Completes;
}

/** A switch, off unless given. */
export function flag(help: string): OptionSpec<boolean> {
  return { help };
}

/** Text that may be left out. */
export function text(placeholder: string, help: string, extras: OptionExtras = {}): OptionSpec<string | undefined> {
  return { help, placeholder, ...extras };
}

/** Text that must be given. */
export function requiredText(placeholder: string, help: string, extras: OptionExtras = {}): OptionSpec<string> {
  return { help, placeholder, required: true, ...extras };
}

/** Text with a default. */
export function textOr(defaultValue: string, placeholder: string, help: string): OptionSpec<string> {
  return { help, placeholder, defaultValue };
}

/** An option that can be given several times; empty when it is not. */
export function list(
  placeholder: string,
  help: string,
  extras: OptionExtras & { required?: boolean } = {},
): OptionSpec<string[]> {
  return { help, placeholder, repeatable: true, ...extras };
}

/** Like {@link list}, each value read by a function. */
export function listOf<Value>(placeholder: string, help: string, parse: (text: string) => Value): OptionSpec<Value[]> {
  return { help, placeholder, repeatable: true, parse };
}

/** One of some words, which may be left out. */
export function choice<const Word extends string>(words: readonly Word[], help: string): OptionSpec<Word | undefined> {
  return { help, placeholder: 'word', choices: words };
}

/** Bounds of a number. */
export interface NumberBounds {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

/** A number that may be left out. */
export function number(placeholder: string, help: string, bounds: NumberBounds = {}): OptionSpec<number | undefined> {
  return { help, placeholder, parse: (value) => parseNumber(value, bounds) };
}

/** A number with a default. */
export function numberOr(
  defaultValue: number,
  placeholder: string,
  help: string,
  bounds: NumberBounds = {},
): OptionSpec<number> {
  return { help, placeholder, defaultValue, parse: (value) => parseNumber(value, bounds) };
}

const DECIMAL = /^[+-]?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i;

function parseNumber(value: string, { min = -Infinity, max = Infinity, integer = false }: NumberBounds): number {
  const parsed = DECIMAL.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(parsed) || (integer && !Number.isSafeInteger(parsed))) {
    throw new InvalidArgumentError(integer ? 'It is not a whole number.' : 'It is not a number.');
  }
  if (parsed < min) throw new InvalidArgumentError(`The least is ${min}.`);
  if (parsed > max) throw new InvalidArgumentError(`The most is ${max}.`);
  return parsed;
}

/** The long flag of an option's name. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
