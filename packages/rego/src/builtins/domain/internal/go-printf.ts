import { bigText, floatText, integerText, pad, stringText, type Directive } from './go-directive.ts';
import { GoFloat, goType, isText, printed, textOf, type TemplateValue } from './template-values.ts';

/** Widest field and finest precision, in characters, as in Go. */
const MAX_NUMBER = 1_000_000;

/** Go's `fmt.Sprintf` for the values of templates. `charge` is told of each field's width before it is made. */
export function goPrintf(
  format: string,
  args: readonly TemplateValue[],
  charge: (characters: number) => void = () => undefined,
): string {
  return new Printer(format, args, charge).print();
}

class Printer {
  readonly #format: string;
  readonly #args: readonly TemplateValue[];
  readonly #charge: (characters: number) => void;
  #at = 0;
  #next = 0;
  /** An index such as `[2]` was used anywhere. */
  #isReordered = false;
  /** Of the directive at hand: its index makes sense. */
  #isGood = true;

  constructor(format: string, args: readonly TemplateValue[], charge: (characters: number) => void) {
    this.#format = format;
    this.#args = args;
    this.#charge = charge;
  }

  print(): string {
    let out = '';
    for (;;) {
      const percent = this.#format.indexOf('%', this.#at);
      if (percent < 0) break;
      out += this.#format.slice(this.#at, percent);
      this.#at = percent + 1;
      out += this.#directive();
    }
    out += this.#format.slice(this.#at);
    return out + this.#extra();
  }

  #directive(): string {
    this.#isGood = true;
    const flags = { minus: false, plus: false, sharp: false, space: false, zero: false };
    for (; ; this.#at++) {
      const char = this.#format[this.#at];
      if (char === '-') flags.minus = true;
      else if (char === '+') flags.plus = true;
      else if (char === '#') flags.sharp = true;
      else if (char === ' ') flags.space = true;
      else if (char === '0') flags.zero = true;
      else break;
    }
    let problems = '';
    let hasIndex = this.#index();
    let width: number | undefined;
    if (this.#format[this.#at] === '*') {
      this.#at++;
      width = this.#numberArgument();
      if (width === undefined) problems += '%!(BADWIDTH)';
      else if (width < 0) {
        width = -width;
        flags.minus = true;
        flags.zero = false;
      }
      hasIndex = false;
    } else {
      width = this.#number();
      if (hasIndex && width !== undefined) this.#isGood = false;
    }
    let precision: number | undefined;
    if (this.#format[this.#at] === '.') {
      this.#at++;
      if (hasIndex) this.#isGood = false;
      hasIndex = this.#index();
      if (this.#format[this.#at] === '*') {
        this.#at++;
        precision = this.#numberArgument();
        if (precision === undefined || precision < 0) {
          precision = undefined;
          problems += '%!(BADPREC)';
        }
        hasIndex = false;
      } else precision = this.#number() ?? 0;
    }
    if (!hasIndex) this.#index();
    const code = this.#format.codePointAt(this.#at);
    if (code === undefined) return `${problems}%!(NOVERB)`;
    const verb = String.fromCodePoint(code);
    this.#at += verb.length;
    if (verb === '%') return `${problems}%`;
    if (!this.#isGood) return `${problems}%!${verb}(BADINDEX)`;
    if (this.#next >= this.#args.length) return `${problems}%!${verb}(MISSING)`;
    this.#charge((width ?? 0) + (precision ?? 0));
    const isV = verb === 'v';
    const directive: Directive = {
      ...flags,
      verb,
      width,
      precision,
      plus: flags.plus && !isV,
      sharp: flags.sharp && !isV,
      plusV: flags.plus && isV,
      sharpV: flags.sharp && isV,
    };
    return problems + formatted(this.#args[this.#next++], directive);
  }

  /** Reads `[n]`, and goes to that argument. */
  #index(): boolean {
    if (this.#format[this.#at] !== '[') return false;
    this.#isReordered = true;
    const close = this.#format.indexOf(']', this.#at);
    if (close < 0) {
      this.#isGood = false;
      this.#at++;
      return false;
    }
    const text = this.#format.slice(this.#at + 1, close);
    const index = /^\d+$/.test(text) && Number(text) <= MAX_NUMBER ? Number(text) - 1 : undefined;
    this.#at = close + 1;
    if (index !== undefined && index >= 0 && index < this.#args.length) {
      this.#next = index;
      return true;
    }
    this.#isGood = false;
    return index !== undefined;
  }

  /** Reads digits. */
  #number(): number | undefined {
    const start = this.#at;
    while (/^\d$/.test(this.#format[this.#at] ?? '')) this.#at++;
    if (this.#at === start) return undefined;
    const value = Number(this.#format.slice(start, this.#at));
    if (value <= MAX_NUMBER) return value;
    // Go gives up on the rest of the format.
    this.#at = this.#format.length;
    return undefined;
  }

  /** Takes an argument as a width or precision. */
  #numberArgument(): number | undefined {
    const arg = this.#args[this.#next];
    if (this.#next < this.#args.length) this.#next++;
    return typeof arg === 'bigint' && arg <= MAX_NUMBER && arg >= -MAX_NUMBER ? Number(arg) : undefined;
  }

  #extra(): string {
    if (this.#isReordered || this.#next >= this.#args.length) return '';
    const extra = this.#args
      .slice(this.#next)
      .map((arg) => (arg === undefined || arg === null ? '<nil>' : `${typeOf(arg)}=${formatted(arg, PLAIN)}`));
    return `%!(EXTRA ${extra.join(', ')})`;
  }
}

const PLAIN: Directive = {
  verb: 'v',
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  plusV: false,
  sharpV: false,
  width: undefined,
  precision: undefined,
};

function formatted(arg: TemplateValue, directive: Directive): string {
  const { verb } = directive;
  if (verb === 'T') return stringText(typeOf(arg), { ...directive, verb: 's' })!;
  return written(arg, directive) ?? bad(arg, directive);
}

function written(arg: TemplateValue, directive: Directive): string | undefined {
  const { verb } = directive;
  if (typeof arg === 'bigint') return isBig(arg) ? bigText(arg, directive) : integerText(arg, directive);
  if (arg instanceof GoFloat) return floatText(arg.value, directive);
  if (isText(arg)) return stringText(textOf(arg), directive);
  if (typeof arg === 'boolean') return verb === 't' || verb === 'v' ? pad(String(arg), directive) : undefined;
  if (arg === undefined || arg === null) return verb === 'v' ? pad(printed(arg), directive) : `%!${verb}(<nil>)`;
  return 'vsqxX'.includes(verb) ? printed(arg) : undefined;
}

/** A verb that the argument has not: its type and value, in the same field. */
function bad(arg: TemplateValue, directive: Directive): string {
  return `%!${directive.verb}(${typeOf(arg)}=${written(arg, { ...directive, verb: 'v' }) ?? printed(arg)})`;
}

function typeOf(arg: TemplateValue): string {
  return typeof arg === 'bigint' && isBig(arg) ? '*big.Int' : goType(arg);
}

function isBig(value: bigint): boolean {
  return BigInt.asIntN(64, value) !== value;
}
