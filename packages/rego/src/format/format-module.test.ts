import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RegoVersion } from '../ast/ast.ts';
import { RegoError } from '../errors.ts';
import { parseModule } from '../parser/parser.ts';
import { conformanceCases } from '../testing/conformance-cases.ts';
import { formatModule } from './format-module.ts';

function format(rules: string, version?: RegoVersion): string {
  const text = formatModule(`package p\n${rules}`, { file: 'p.rego', ...(version === undefined ? {} : { version }) });
  return text.replace(/^package p\n\n?/, '');
}

/** What a module means, without places; the order of imports means nothing. */
function meaning(text: string, version: RegoVersion): string {
  const { imports, ...module } = parseModule(text, { file: 'm.rego', version });
  const order = imports.map((each) => textOf(each)).sort();
  return textOf({ ...module, imports: order });
}

function textOf(tree: unknown): string {
  const places = new Set(['location', 'packageLocation', 'comments', 'annotations']);
  return JSON.stringify(tree, (key, value: unknown) => {
    if (places.has(key)) return undefined;
    return typeof value === 'bigint' ? value.toString() : value;
  });
}

describe('layout', () => {
  const TABLE: readonly (readonly [what: string, given: string, wanted: string])[] = [
    ['spaces', 'a:=[1,2,{"k":x}]', 'a := [1, 2, {"k": x}]\n'],
    ['points for names in brackets', 'a := input["b"]["c d"]', 'a := input.b["c d"]\n'],
    ['bodies with tabs', 'a if {\n  x:=1;y:=2\n\n\n  x<y }', 'a if {\n\tx := 1\n\ty := 2\n\n\tx < y\n}\n'],
    ['a body of one expression where it stands', 'a if input.x==1', 'a if input.x == 1\n'],
    ['else behind its brace', 'a := 1 if {\n b } else := 2 if {\n c }', 'a := 1 if {\n\tb\n} else := 2 if {\n\tc\n}\n'],
    ['the order of imports', 'import data.z\nimport data.a\nx := 1', 'import data.a\nimport data.z\n\nx := 1\n'],
    ['comments where they were', '# one\na := 1 # two\n# three', '# one\na := 1 # two\n\n# three\n'],
    ['comments inside of lists', 'a := [\n1, # one\n2]', 'a := [\n\t1, # one\n\t2,\n]\n'],
    ['comprehensions', 'a := {x|some x in xs;x>1}', 'a := {x | some x in xs; x > 1}\n'],
    ['every', 'a if every x in xs {x>1}', 'a if every x in xs { x > 1 }\n'],
    ['with', 'a if b with input as {} with data.x as 1', 'a if b with input as {} with data.x as 1\n'],
    ['one line between rules', 'a := 1\n\n\n\nb := 2', 'a := 1\n\nb := 2\n'],
    ['true that goes without saying', 'a := true if { b }', 'a if b\n'],
    ['raw strings and templates as they were', 'a := `x\\d`\nb := $"{ x }!"', 'a := `x\\d`\nb := $"{ x }!"\n'],
  ];
  for (const [what, given, wanted] of TABLE) it(`has ${what}`, () => assert.equal(format(given), wanted));

  it('of v0 stays v0', () => {
    assert.equal(format('a[x] { x = input.y }', 'v0'), 'a[x] {\n\tx = input.y\n}\n');
  });
});

it('what does not parse has no form', () => {
  assert.throws(
    () => format('a := ['),
    (error) => error instanceof RegoError && error.code === 'rego_parse_error',
  );
});

describe('the cases of OPA', { skip: conformanceCases === undefined ? 'the public data are not here' : false }, () => {
  it('mean the same after formatting, and formatting again changes nothing', () => {
    let formatted = 0;
    for (const text of (conformanceCases ?? []).flatMap((each) => each.modules ?? [])) {
      for (const version of ['v1', 'v0'] as const) {
        if (!parses(text, version)) continue;
        const once = formatModule(text, { file: 'm.rego', version });
        assert.equal(meaning(once, version), meaning(text, version), once);
        assert.equal(formatModule(once, { file: 'm.rego', version }), once);
        formatted++;
      }
    }
    assert.ok(formatted > 1_500, String(formatted));
  });
});

function parses(text: string, version: RegoVersion): boolean {
  try {
    parseModule(text, { file: 'm.rego', version });
    return true;
  } catch {
    return false;
  }
}
