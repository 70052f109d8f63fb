import { characterOf, type Escape } from './escapes.ts';

/** Entities of HTML that hide letters, digits or marks of addresses and numbers. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  AMP: '&',
  apos: "'",
  ast: '*',
  bsol: '\\',
  colon: ':',
  comma: ',',
  commat: '@',
  dash: '-',
  dollar: '$',
  emsp: ' ',
  ensp: ' ',
  equals: '=',
  excl: '!',
  gt: '>',
  GT: '>',
  hyphen: '-',
  InvisibleComma: '',
  InvisibleTimes: '',
  lbrack: '[',
  lowbar: '_',
  lpar: '(',
  lsqb: '[',
  lt: '<',
  LT: '<',
  mdash: '-',
  minus: '-',
  nbsp: ' ',
  ndash: '-',
  NewLine: '\n',
  NoBreak: '',
  num: '#',
  percnt: '%',
  period: '.',
  plus: '+',
  quest: '?',
  quot: '"',
  QUOT: '"',
  rbrack: ']',
  rpar: ')',
  rsqb: ']',
  semi: ';',
  shy: '',
  sol: '/',
  Tab: '\t',
  thinsp: ' ',
  UnderBar: '_',
  ZeroWidthSpace: '',
  zwj: '',
  zwnj: '',
};
/** Browsers read these without a semicolon too, where no name goes on. */
const WITHOUT_SEMICOLON: ReadonlySet<string> = new Set(['nbsp', 'shy']);

/** Zeros in front are free, but for a bound. Browsers read numbers without a semicolon too. */
const NUMERIC = /&#(?:0{0,64}(\d{1,8})(?!\d)|[xX]0{0,64}([\da-fA-F]{1,7})(?![\da-fA-F]));?/y;
const NAME = /&([A-Za-z]{2,15})(;?)/y;

/** The character that an entity at an offset stands for, and how long the entity is; `undefined` when there is none. */
export function entityAt(text: string, at: number): Escape | undefined {
  if (text[at + 1] !== '#') {
    NAME.lastIndex = at;
    const match = NAME.exec(text);
    if (match === null) return undefined;
    const [{ length }, name, end] = match as unknown as [string, string, string];
    const isNamed = Object.hasOwn(NAMED, name) && (end === ';' || WITHOUT_SEMICOLON.has(name));
    return isNamed ? { character: NAMED[name]!, length } : undefined;
  }
  NUMERIC.lastIndex = at;
  const match = NUMERIC.exec(text);
  if (match === null) return undefined;
  const [{ length }, decimal, hex] = match;
  const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
  const character = code === 0 ? undefined : characterOf(code);
  return character === undefined ? undefined : { character, length };
}
