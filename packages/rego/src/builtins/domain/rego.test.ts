import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonText } from '../../value/json.ts';
import type { RegoObject } from '../../value/rego-object.ts';
import { refuses, run } from './internal/run-for-test.ts';
import { opaBuiltins } from './opa.ts';
import { regoBuiltins } from './rego.ts';
import { testBuiltins } from './test.ts';

function tree(text: string): string {
  return jsonText(run(regoBuiltins, 'rego.parse_module', ['p.rego', text])!);
}

const REF = (name: string): string => `{"type":"ref","value":[{"type":"var","value":"${name}"}]}`;

const parts: readonly (readonly [string, string, string])[] = [
  [
    'the package',
    '',
    '"package":{"path":[{"type":"var","value":"data"},{"type":"string","value":"a"},{"type":"string","value":"b"}]}',
  ],
  [
    'an import',
    'import data.x as y',
    '{"alias":"y","path":{"type":"ref","value":[{"type":"var","value":"data"},{"type":"string","value":"x"}]}}',
  ],
  [
    'a rule without a body',
    'p := 1',
    '"body":[{"index":0,"terms":{"type":"boolean","value":true}}],"head":{"name":"p","ref":[{"type":"var","value":"p"}],"value":{"type":"number","value":1}}',
  ],
  ['a default', 'default p := false', '"default":true'],
  ['a call', 'p if x == 1', `"terms":[${REF('equal')},{"type":"var","value":"x"},{"type":"number","value":1}]`],
  ['a negation', 'p if not x', '"negated":true'],
  ['a declaration', 'p if { some x; x }', '{"index":0,"terms":{"symbols":[{"type":"var","value":"x"}]}}'],
  [
    'some in',
    'p if some x in [1]',
    '"symbols":[{"type":"call","value":[{"type":"ref","value":[{"type":"var","value":"internal"},{"type":"string","value":"member_2"}]}',
  ],
  ['every', 'p if every x in [1] { x }', '"domain":{"type":"array","value":[{"type":"number","value":1}]},"key":null'],
  ['with', 'p if x with input as 1', '"with":[{"target":'],
  [
    'a partial set',
    'p contains "x"',
    '"head":{"key":{"type":"string","value":"x"},"name":"p","ref":[{"type":"var","value":"p"}]}',
  ],
  ['a function', 'f(x) := x', '"args":[{"type":"var","value":"x"}]'],
  ['an else', 'p := 1 if x else := 2', '"else":{"body":'],
  ['comprehensions', 'p := [[x | x], {x | x}, {x: x | x}]', '"type":"arraycomprehension"'],
  [
    'a set and an object',
    'p := [{1}, {"a": null}]',
    '{"type":"object","value":[[{"type":"string","value":"a"},{"type":"null","value":null}]]}',
  ],
  ['a comment', '# hi', '"comments":[{"Location":{"col":1,"file":"p.rego","row":3},"Text":"'],
  ['metadata', '# METADATA\n# title: T\np := 1', '"annotations":[{"scope":"rule","title":"T"}]'],
];

for (const [title, text, wanted] of parts) {
  test(`the tree of a policy shows ${title}`, () => {
    const found = tree(`package a.b\n\n${text}\n`);
    assert.ok(found.includes(wanted), found);
  });
}

test('a policy that does not parse is refused', () => {
  assert.match(refuses(regoBuiltins, 'rego.parse_module', ['p.rego', 'package']), /^rego\.parse_module: /);
  refuses(regoBuiltins, 'rego.parse_module', ['p.rego', `package a\np := ${'['.repeat(100_000)}`]);
});

test('metadata come from where the call stands', () => {
  const metadata = (which: 'chain' | 'rule'): string => which;
  assert.equal(run(regoBuiltins, 'rego.metadata.chain', [], { metadata }), 'chain');
  assert.equal(run(regoBuiltins, 'rego.metadata.rule', [], { metadata }), 'rule');
});

test('facts about the process come from the capability', () => {
  const facts = run(regoBuiltins, 'rego.parse_module', ['p', 'package a']) as RegoObject;
  assert.equal(run(opaBuiltins, 'opa.runtime', [], { capabilities: { runtime: () => facts } }), facts);
  refuses(opaBuiltins, 'opa.runtime', [], 'capability_denied');
});

test('waiting takes time, but no more than the limit, and is charged for', () => {
  let charged = 0;
  const before = performance.now();
  run(testBuiltins, 'test.sleep', ['20ms'], { charge: (units) => void (charged += units) });
  assert.ok(performance.now() - before >= 15);
  assert.ok(charged >= 200_000);
  run(testBuiltins, 'test.sleep', ['-1h']);
  refuses(testBuiltins, 'test.sleep', ['soon']);
});
