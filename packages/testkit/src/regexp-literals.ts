import { stripTypeScriptTypes } from 'node:module';
import { type Token, tokenizer } from 'acorn';

/** The regular expressions that a TypeScript source writes as literals, in its order. Throws `SyntaxError` for what does not parse. */
export function regExpLiterals(source: string): RegExp[] {
  const found: RegExp[] = [];
  for (const token of tokenizer(stripTypeScriptTypes(source), { ecmaVersion: 'latest', sourceType: 'module' })) {
    if (token.type.label !== 'regexp') continue;
    // Acorn's types leave the value out.
    const { pattern, flags } = (token as Token & { value: { pattern: string; flags: string } }).value;
    found.push(new RegExp(pattern, flags));
  }
  return found;
}
