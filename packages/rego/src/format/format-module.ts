import type { Import, Module, RegoVersion, Rule } from '../ast/ast.ts';
import { parseModule } from '../parser/parser.ts';
import type { Spans } from '../parser/token-cursor.ts';
import { formatRule } from './format-rule.ts';
import { Formatter } from './formatter.ts';

/** How a text is formatted. */
export interface FormatOptions {
  /** Name of the file, for messages. */
  readonly file: string;
  /** Default `v1`. */
  readonly version?: RegoVersion;
}

/**
 * Writes a policy as `opa fmt` does: tabs, one empty line between rules, imports in order, `if` and `contains`, comments where
 * they were. The result means the same, and formatting it again changes nothing.
 *
 * @throws RegoError `rego_parse_error`
 */
export function formatModule(text: string, options: FormatOptions): string {
  const spans: Spans = new Map();
  const module = parseModule(text, { ...options, spans });
  const formatter = new Formatter(text, module, spans);
  writePackage(formatter, module);
  for (const block of blocksOf(formatter, module)) {
    if (block.kind === 'imports') writeImports(formatter, block.imports);
    else writeRules(formatter, block.rules);
  }
  const { writer } = formatter;
  writer.writeComments(text.length + 1, 0, false);
  return writer.finish();
}

type Block =
  | { readonly kind: 'imports'; readonly imports: Import[] }
  | { readonly kind: 'rules'; readonly rules: Rule[] };

/** Imports and rules in the order of the text. */
function blocksOf(formatter: Formatter, module: Module): Block[] {
  const statements = [...module.imports, ...module.rules].toSorted((a, b) => formatter.start(a) - formatter.start(b));
  const blocks: Block[] = [];
  for (const statement of statements) {
    const last = blocks.at(-1);
    if ('body' in statement) {
      if (last?.kind === 'rules') last.rules.push(statement);
      else blocks.push({ kind: 'rules', rules: [statement] });
    } else if (last?.kind === 'imports') last.imports.push(statement);
    else blocks.push({ kind: 'imports', imports: [statement] });
  }
  return blocks;
}

function writePackage(formatter: Formatter, module: Module): void {
  const { writer } = formatter;
  writer.writeComments(writer.offsetOf(module.packageLocation), 0);
  writer.startLine(0);
  writer.write(`package ${pathText(formatter, module.package)}`);
  writer.endLine(writer.skipSpace(formatter.end(module.package)));
  writer.blankLine();
}

/** A path of names; keywords are in quotes where they were. */
function pathText(formatter: Formatter, path: readonly string[]): string {
  const source = formatter.source(path);
  const [first, ...rest] = path;
  const steps = rest.map((name) => formatter.nameStep(name, source.includes(JSON.stringify(name)) ? '' : name));
  return first + steps.join('');
}

/** Groups of imports stay apart, and have the order of their paths. */
function writeImports(formatter: Formatter, imports: readonly Import[]): void {
  const { writer } = formatter;
  for (const group of groupsOf(formatter, imports)) {
    writer.writeComments(formatter.start(group[0]!), 0);
    const mark = writer.lineCount;
    for (const each of group) {
      writer.startLine(0);
      writer.write(`import ${pathText(formatter, each.path)}${each.alias === undefined ? '' : ` as ${each.alias}`}`);
      writer.endLine(writer.skipSpace(formatter.end(each)));
    }
    const order = group.map((_, i) => i).toSorted((a, b) => compareImports(group[a]!, group[b]!));
    writer.reorderLines(mark, order);
    writer.blankLine();
  }
}

function groupsOf(formatter: Formatter, imports: readonly Import[]): Import[][] {
  const groups: Import[][] = [];
  for (const each of imports) {
    const above = groups.at(-1)?.at(-1);
    if (above !== undefined && formatter.startRow(each) - formatter.startRow(above) <= 1) groups.at(-1)!.push(each);
    else groups.push([each]);
  }
  return groups;
}

function compareImports(a: Import, b: Import): number {
  for (let i = 0; i < Math.min(a.path.length, b.path.length); i++) {
    const order = compareText(a.path[i]!, b.path[i]!);
    if (order !== 0) return order;
  }
  return a.path.length - b.path.length || compareText(a.alias ?? '', b.alias ?? '');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function writeRules(formatter: Formatter, rules: readonly Rule[]): void {
  const { writer } = formatter;
  rules.forEach((rule, i) => {
    writer.writeComments(formatter.start(rule), 0);
    writer.startLine(0);
    formatRule(formatter, rule);
    writer.endLine(writer.skipSpace(formatter.end(rule)));
    const next = rules[i + 1];
    if (next === undefined || !areTogether(formatter, rule, next)) writer.blankLine();
  });
}

/** Rules of one line each that stood one below the other. */
function areTogether(formatter: Formatter, rule: Rule, next: Rule): boolean {
  if (!formatter.hasIf || !isOneLiner(formatter, rule) || !isOneLiner(formatter, next)) return false;
  return formatter.startRow(next) === formatter.startRow(rule) + 1;
}

function isOneLiner(formatter: Formatter, rule: Rule): boolean {
  return rule.body.length <= 1 && !rule.isDefault && (rule.kind !== 'contains' || formatter.hasContains);
}
