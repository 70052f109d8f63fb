/** How the text between a name and its value tells that they belong together. */
export type JoinKind = 'assigned' | 'told' | 'element' | 'loose';

/** A form of the text between a name and its value. */
export interface Join {
  readonly kind: JoinKind;
  readonly expression: RegExp;
  /** Characters with which it may begin. */
  readonly firsts: string;
  /** Characters that may follow spaces at its begin; any when absent. They spare most trials of the expression. */
  readonly nexts?: string;
  /** Whether it holds a `=` some words away. */
  readonly hasAssignment?: true;
}

/** Quotes that open a text in some language: `"`, `@"`, `b'`. */
const OPEN = '(?=[@$a-zA-Z]{0,2}["\'`])';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** How a name and its value may be joined. Each is tried where the name ends, until a value is found. */
export const JOINS: readonly Join[] = [
  {
    kind: 'assigned',
    expression: /(?:\[\d{0,4}\])?\\?["'`\]]{0,2}\s{0,4}(?:=>|:=|->|[:=：]={0,2})\s{0,4}/y,
    firsts: '"\'`\\[] \t=:：-',
    nexts: '=:：-',
  },
  // Declarations with a type: `password: String = `, `password As String = `.
  {
    kind: 'assigned',
    expression: new RegExp(`\\s{0,2}:?\\s{0,2}[&*\\w][\\w&'<>?.:[\\]| ]{0,40}=\\s{0,3}${OPEN}`, 'y'),
    firsts: ': \t',
    nexts: `${LETTERS}&*:`,
    hasAssignment: true,
  },
  // Arguments that follow a name: `define('DB_PASSWORD', '…')`, `setPassword("…")`.
  {
    kind: 'assigned',
    expression: new RegExp(`(?:["']?\\s{0,2},\\s{0,2}|\\(\\s{0,2})${OPEN}`, 'y'),
    firsts: '"\' ,(',
    nexts: ',',
  },
  { kind: 'assigned', expression: /["']\s{1,2}value\s{0,2}=\s{0,2}(?=["'])/y, firsts: '"\'' },
  // A value beside its name: `name: X`, `value: …`; `{"key": "X", "value": "…"}`.
  {
    kind: 'assigned',
    expression:
      /["']?\s{0,2}(?:,|\n)[\s-]{0,40}["']?(?:value|default|ParameterValue|val|content)["']?\s{0,2}[:=]\s{0,2}/iy,
    firsts: '"\',\r\n ',
    nexts: ',\n\r',
  },
  // Variables of Terraform, parameters of CloudFormation.
  { kind: 'assigned', expression: /"\s{0,4}\{[^{}]{0,240}?\bdefault\s{0,8}=\s{0,4}(?=")/y, firsts: '"' },
  {
    kind: 'assigned',
    expression: /:\n {1,10}(?:Type|NoEcho|Description|type|description|sensitive):[^{}]{1,150}?\n {1,10}[Dd]efault:\s/y,
    firsts: ':',
  },
  // Elements of XML.
  { kind: 'element', expression: /<\/(?:key|name|Key|Name)>\s{0,8}<(?:string|value|Value)>/y, firsts: '<' },
  { kind: 'element', expression: /(?:["'\s][^<>\n]{0,80})?>\s{0,4}(?:<!\[CDATA\[)?/y, firsts: '>"\' ', nexts: LETTERS },
  // SQL: `SET PASSWORD FOR 'ada'@'%' = '…'`.
  {
    kind: 'assigned',
    expression: /\s{1,2}for\s{1,2}[^\s=]{1,80}\s{0,2}=\s{0,2}(?:password\()?(?=['"])/iy,
    firsts: ' ',
    nexts: 'fF',
    hasAssignment: true,
  },
  {
    kind: 'told',
    expression: /\s{1,2}(?:is|was|ist|lautet|est|es):?\s{1,2}(?=\S)/iy,
    firsts: ' \t',
    nexts: 'iwleIWLE',
  },
  // After a bare space only a value that looks random counts, as in `token abc`.
  { kind: 'loose', expression: /\s{1,2}(?=\S)/y, firsts: ' \t\r\n' },
];

/** What may stand before the text that is a value: `new String(`, `os.getenv("X", `, `process.env.X || `. */
export const WRAPPERS: readonly RegExp[] = [
  new RegExp(
    `(?:new )?(?:[\\w.:]{0,30}:)?(?:String|SecretString|SecretStr|Secret|Password|Some|str|bytes|string|SecureString)(?:::(?:new|from))?\\(${OPEN}`,
    'y',
  ),
  new RegExp(
    `[\\w.$:>-]{1,60}[([]["'][\\w.-]{1,60}["'](?:,\\s{0,2}|[)\\]]\\s{0,2}(?:\\|\\||\\?\\?|\\?:|or|\\{)\\s{0,2})${OPEN}`,
    'y',
  ),
  new RegExp(`[\\w.$:>-]{1,60}\\s{0,2}(?:\\|\\||\\?\\?|\\?:|or)\\s{0,2}${OPEN}`, 'y'),
];
