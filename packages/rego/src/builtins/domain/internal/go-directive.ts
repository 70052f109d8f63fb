import { goFloatText, SHORTEST } from './go-float-text.ts';
import { canBackquote, goQuote, goQuoteRune, isPrintable } from './go-quote.ts';

/** How one directive of a format writes its argument. */
export interface Directive {
  readonly verb: string;
  readonly minus: boolean;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** `%+v` and `%#v`: those two flags then mean something else. */
  readonly plusV: boolean;
  readonly sharpV: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

const MAX_RUNE = 0x10ffff;
const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, O: 8, d: 10, v: 10, x: 16, X: 16 };
const PREFIXES: Readonly<Record<string, string>> = { b: '0b', o: '0', x: '0x', X: '0X' };

/** Text in its field; counted in characters. */
export function pad(text: string, { width = 0, minus, zero }: Directive): string {
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  if (minus) return text + ' '.repeat(missing);
  return (zero ? '0' : ' ').repeat(missing) + text;
}

/** An integer of 64 bits; `undefined` for verbs that it has not. */
export function integerText(value: bigint, directive: Directive): string | undefined {
  const { verb, plus, sharp } = directive;
  const plain = { ...directive, zero: false };
  if (verb === 'c') return pad(runeOf(value), directive);
  if (verb === 'q') return pad(goQuoteRune(runeOf(value), plus), directive);
  if (verb === 'U') return pad(unicodeText(value, directive), plain);
  const base = BASES[verb];
  if (base === undefined) return undefined;
  const { precision, width } = directive;
  if (precision === 0 && value === 0n) return pad('', plain);
  let digits = magnitude(value).toString(base);
  if (verb === 'X') digits = digits.toUpperCase();
  const sign = signOf(value < 0n, directive);
  const fillsField = directive.zero && !directive.minus && width !== undefined && precision === undefined;
  digits = digits.padStart(fillsField ? width - sign.length : (precision ?? 0), '0');
  if (sharp && !(verb === 'o' && digits.startsWith('0')))
    digits = (verb === 'O' ? (digits.startsWith('0') ? '' : '0') : (PREFIXES[verb] ?? '')) + digits;
  if (verb === 'O') digits = `0o${digits}`;
  return pad(sign + digits, plain);
}

/** An integer beyond 64 bits, which writes itself: `math/big` has rules of its own. */
export function bigText(value: bigint, directive: Directive): string {
  const { verb, width, precision, minus, zero } = directive;
  const base = verb === 's' ? 10 : BASES[verb];
  if (base === undefined) return `%!${verb}(big.Int=${value})`;
  const flags = { plus: directive.plus || directive.plusV, space: directive.space };
  const sign = signOf(value < 0n, flags);
  const prefix = verb === 'O' ? '0o' : directive.sharp || directive.sharpV ? (PREFIXES[verb] ?? '') : '';
  let digits = magnitude(value).toString(base);
  if (verb === 'X') digits = digits.toUpperCase();
  digits = digits.padStart(precision ?? 0, '0');
  const missing = (width ?? 0) - sign.length - prefix.length - digits.length;
  if (missing <= 0) return sign + prefix + digits;
  if (minus) return sign + prefix + digits + ' '.repeat(missing);
  if (zero && precision === undefined) return sign + prefix + '0'.repeat(missing) + digits;
  return ' '.repeat(missing) + sign + prefix + digits;
}

/** A finite double; `undefined` for verbs that it has not. */
export function floatText(value: number, directive: Directive): string | undefined {
  const { plus, space, sharp, width, minus, zero, precision } = directive;
  const verb = directive.verb === 'v' ? 'g' : directive.verb === 'F' ? 'f' : directive.verb;
  if (!'bgGxXfeE'.includes(verb)) return undefined;
  const fallback = 'feE'.includes(verb) ? 6 : SHORTEST;
  const isNegative = value < 0 || Object.is(value, -0);
  let text = goFloatText(Math.abs(value), verb, precision ?? fallback);
  if (sharp && verb !== 'b') text = withPoint(text, verb, precision ?? fallback);
  const sign = isNegative ? '-' : plus ? '+' : space ? ' ' : '';
  if (sign !== '' && zero && !minus && width !== undefined && width > sign.length + text.length) {
    return sign + text.padStart(width - 1, '0');
  }
  return pad(sign + text, directive);
}

/** With `#` a point stands in every number, and `%g` keeps its zeros. */
function withPoint(text: string, verb: string, precision: number): string {
  const isHex = verb === 'x' || verb === 'X';
  const tailAt = text.search(isHex ? /[pP]/ : /[eE]/);
  const [head, tail] = tailAt < 0 ? [text, ''] : [text.slice(0, tailAt), text.slice(tailAt)];
  let digits = verb === 'g' || verb === 'G' || verb === 'x' ? (precision === SHORTEST ? 6 : precision) : 0;
  let sawNonzero = false;
  for (const char of head) {
    if (char === '.') continue;
    sawNonzero ||= char !== '0';
    if (sawNonzero) digits--;
  }
  if (head.includes('.')) return head + '0'.repeat(Math.max(0, digits)) + tail;
  if (head === '0') digits--;
  return `${head}.${'0'.repeat(Math.max(0, digits))}${tail}`;
}

/** A string; `undefined` for verbs that it has not. */
export function stringText(text: string, directive: Directive): string | undefined {
  const { precision, sharp, plus } = directive;
  switch (directive.verb) {
    case 's':
      return pad(cut(text, precision), directive);
    case 'v':
      return pad(directive.sharpV ? goQuote(cut(text, precision), false) : cut(text, precision), directive);
    case 'q':
      return pad(
        sharp && canBackquote(cut(text, precision))
          ? `\`${cut(text, precision)}\``
          : goQuote(cut(text, precision), plus),
        directive,
      );
    case 'x':
    case 'X':
      return bytesText(Buffer.from(text), directive);
    default:
      return undefined;
  }
}

function cut(text: string, precision: number | undefined): string {
  return precision === undefined ? text : Array.from(text).slice(0, precision).join('');
}

function bytesText(bytes: Buffer, { verb, precision, space, sharp, width, minus, zero }: Directive): string {
  const shown = precision === undefined ? bytes : bytes.subarray(0, precision);
  const prefix = sharp ? `0${verb}` : '';
  let hex = shown.toString('hex');
  if (verb === 'X') hex = hex.toUpperCase();
  const text = space ? (hex.match(/../g) ?? []).map((pair) => prefix + pair).join(' ') : hex === '' ? '' : prefix + hex;
  const missing = Math.max(0, (width ?? 0) - text.length);
  return minus ? text + ' '.repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text;
}

function runeOf(value: bigint): string {
  const isSurrogate = value >= 0xd800n && value <= 0xdfffn;
  return value < 0n || value > BigInt(MAX_RUNE) || isSurrogate ? '\ufffd' : String.fromCodePoint(Number(value));
}

function unicodeText(value: bigint, { precision, sharp }: Directive): string {
  const unsigned = BigInt.asUintN(64, value);
  const text = `U+${unsigned
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, precision ?? 0), '0')}`;
  if (!sharp || unsigned > BigInt(MAX_RUNE)) return text;
  const rune = runeOf(unsigned);
  return isPrintable(rune) ? `${text} '${rune}'` : text;
}

function signOf(isNegative: boolean, { plus, space }: Pick<Directive, 'plus' | 'space'>): string {
  return isNegative ? '-' : plus ? '+' : space ? ' ' : '';
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
