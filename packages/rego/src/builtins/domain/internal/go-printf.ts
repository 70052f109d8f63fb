import { BigNumber } from '../../../value/big-number.ts';
import { floatText, GoFloat, goType, isText, printed, textOf, type TemplateValue } from './template-values.ts';

const VERB = /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?([\s\S]?)/gu;
/** Widest field and finest precision, in characters; Go's limit is larger. */
const MAX_WIDTH = 10_000;

interface Directive {
  readonly flags: string;
  readonly precision: number | undefined;
  readonly verb: string;
}

/** Go's `fmt.Sprintf` for the values of templates, without explicit argument indexes. */
export function goPrintf(format: string, args: readonly TemplateValue[]): string {
  let next = 0;
  const count = (text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const value = text === '*' ? args[next++] : BigInt(text === '' ? 0 : text);
    return typeof value === 'bigint' && value <= MAX_WIDTH && value >= -MAX_WIDTH ? Number(value) : undefined;
  };
  const text = format.replaceAll(
    VERB,
    (_, flags: string, wide: string | undefined, fine: string | undefined, verb: string) => {
      const width = count(wide);
      const precision = count(fine);
      if (verb === '%') return '%';
      if (verb === '') return '%!(NOVERB)';
      if (next >= args.length) return `%!${verb}(MISSING)`;
      return pad(directive(args[next++], { flags, precision, verb }), flags, width ?? 0);
    },
  );
  if (next >= args.length) return text;
  const extra = args
    .slice(next)
    .map((arg) => (arg === undefined || arg === null ? '<nil>' : `${goType(arg)}=${printed(arg)}`));
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function pad(text: string, flags: string, width: number): string {
  const size = Math.abs(width);
  if (flags.includes('-') || width < 0) return text.padEnd(size);
  if (!flags.includes('0')) return text.padStart(size);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(size - sign.length, '0');
}

function directive(arg: TemplateValue, { flags, precision, verb }: Directive): string {
  if (verb === 'T') return goType(arg);
  if (verb === 'v') return flags.includes('+') && typeof arg === 'bigint' && arg >= 0n ? `+${arg}` : printed(arg);
  const text =
    typeof arg === 'bigint'
      ? integerText(arg, verb, flags)
      : arg instanceof GoFloat
        ? float(arg.value, verb, precision, flags)
        : isText(arg)
          ? stringText(arg, verb, precision)
          : verb === 't' && typeof arg === 'boolean'
            ? String(arg)
            : undefined;
  if (text !== undefined) return text;
  if (arg === undefined || arg === null) return `%!${verb}(<nil>)`;
  if (typeof arg === 'object' && !(arg instanceof GoFloat) && !isText(arg) && 'sqxX'.includes(verb))
    return printed(arg);
  return `%!${verb}(${goType(arg)}=${printed(arg)})`;
}

const BASES: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, x: 16, X: 16 };
const PREFIXES: Readonly<Record<string, string>> = { b: '0b', o: '0', x: '0x', X: '0X' };

function integerText(value: bigint, verb: string, flags: string): string | undefined {
  if (verb === 'c') return value >= 0n && value <= 0x10ffffn ? String.fromCodePoint(Number(value)) : '\ufffd';
  const base = BASES[verb];
  // Go prints its big integers as text, too.
  if (verb === 's' && BigInt.asIntN(64, value) !== value) return value.toString();
  if (base === undefined) return undefined;
  const digits = (value < 0n ? -value : value).toString(base);
  const prefix = flags.includes('#') ? (PREFIXES[verb] ?? '') : '';
  return signOf(value < 0n, flags) + prefix + (verb === 'X' ? digits.toUpperCase() : digits);
}

function float(value: number, verb: string, precision: number | undefined, flags: string): string | undefined {
  const absolute = Math.abs(value);
  const sign = signOf(value < 0, flags);
  if (verb === 'f' || verb === 'F') return sign + absolute.toFixed(Math.min(precision ?? 6, 100));
  if (verb === 'e' || verb === 'E') {
    const text = absolute.toExponential(Math.min(precision ?? 6, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
    return sign + (verb === 'E' ? text.toUpperCase() : text);
  }
  if (verb !== 'g') return undefined;
  return (
    sign +
    (precision === undefined
      ? floatText(absolute)
      : String(Number(absolute.toPrecision(Math.max(1, Math.min(precision, 100))))))
  );
}

function signOf(negative: boolean, flags: string): string {
  if (negative) return '-';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

function stringText(arg: string | number | BigNumber, verb: string, precision: number | undefined): string | undefined {
  const text = textOf(arg);
  const cut = precision === undefined ? text : Array.from(text).slice(0, precision).join('');
  if (verb === 's') return cut;
  if (verb === 'q') return JSON.stringify(cut);
  if (verb !== 'x' && verb !== 'X') return undefined;
  const hex = Buffer.from(cut).toString('hex');
  return verb === 'X' ? hex.toUpperCase() : hex;
}
