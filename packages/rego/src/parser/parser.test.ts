import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Module } from '../ast/ast.ts';
import { RegoError } from '../errors.ts';
import { conformanceCases } from '../testing/conformance-cases.ts';
import { parseModule, parseQuery } from './parser.ts';
import { MAX_SYNTAX_DEPTH } from './token-cursor.ts';

function parse(rules: string, version: 'v0' | 'v1' = 'v1'): Module {
  return parseModule(`package p\n${rules}`, { file: 'p.rego', version });
}

/** The tree without places, as short text. */
function shape(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'location' ? undefined : value)));
}

function errorOf(rules: string, version: 'v0' | 'v1' = 'v1'): RegoError {
  try {
    parse(rules, version);
  } catch (error) {
    if (error instanceof RegoError) return error;
    throw error;
  }
  return assert.fail('was parsed');
}

describe('operators', () => {
  const SAME: readonly (readonly [string, string])[] = [
    ['1 + 2 * 3 - 4', '(1 + (2 * 3)) - 4'],
    ['a | b & c', 'a | (b & c)'],
    ['1 + 1 == 2', '(1 + 1) == 2'],
    ['a | b == c', '(a | b) == c'],
    ['1 in [1] in [true]', '(1 in [1]) in [true]'],
    ['1 - -1', '1 - (-1)'],
    ['x == 1 in [true]', '(x == 1) in [true]'],
  ];
  for (const [written, meant] of SAME) {
    it(`bind in OPA's order: ${written}`, () => assert.deepEqual(shape(parseQuery(written)), shape(parseQuery(meant))));
  }
});

describe('names', () => {
  it('may be keywords where a step follows or comes before', () => {
    for (const word of [
      'as',
      'contains',
      'default',
      'else',
      'every',
      'if',
      'import',
      'in',
      'not',
      'null',
      'package',
      'some',
      'true',
      'with',
    ]) {
      assert.deepEqual(parse(`${word}.x := 1\ny.${word} := input.${word}`).rules.length, 2, word);
    }
  });

  it('of wildcards differ', () => {
    const { rules } = parse('a if input[_][_]');
    const names = JSON.stringify(shape(rules)).match(/\$\d/g);
    assert.deepEqual(names, ['$0', '$1']);
  });
});

describe('rules', () => {
  it('with several bodies are several rules', () => {
    assert.equal(parse('a if { true } { false }').rules.length, 2);
    assert.equal(parse('a { true } { false }', 'v0').rules.length, 2);
  });

  it('of v0 with a key make sets, of v1 objects', () => {
    assert.deepEqual(
      parse('a[x] { x := 1 }', 'v0').rules.map((rule) => [rule.kind, rule.path.length]),
      [['contains', 1]],
    );
    assert.deepEqual(
      parse('a[x] if x := 1').rules.map((rule) => [rule.kind, rule.path.length]),
      [['value', 2]],
    );
    assert.equal(parse('import rego.v1\na if true', 'v0').version, 'v1');
  });

  it('keep their annotations', () => {
    const module = parseModule(
      '# METADATA\n# title: All\npackage p\n\n# METADATA\n# description: |\n#   one\n#   two\n# scope: document\na := 1\n',
      { file: 'p.rego' },
    );
    assert.deepEqual(
      module.annotations.map(({ scope, fields }) => [scope, fields]),
      [['package', { title: 'All' }]],
    );
    assert.deepEqual(
      module.rules[0]?.annotations.map(({ scope, fields }) => [scope, fields]),
      [['document', { description: 'one\ntwo\n' }]],
    );
  });
});

describe('templates', () => {
  it('hold expressions, strings and templates', () => {
    const term = parse('a := $"x\\{ {b} {"}"} {$"{c}"} {d with input as {"k": 1}}\\n"').rules[0]?.value;
    assert.equal(term?.kind, 'template');
    const parts =
      term.kind === 'template' ? term.parts.map((part) => (typeof part === 'string' ? part : part.term.kind)) : [];
    assert.deepEqual(parts, ['x{ ', 'var', ' ', 'scalar', ' ', 'template', ' ', 'var', '\n']);
  });
});

describe('errors', () => {
  const TABLE: readonly (readonly [string, string, number, number, RegExp])[] = [
    ['a body without if', 'a { true }', 2, 3, /`if`.*\n.*a \{ true \}\n.*\^\n.*hint: write/s],
    ['an open string', 'a := "x\nb := 1', 2, 6, /string is not closed/],
    ['an open raw string', 'a := `x\nb', 2, 6, /raw string is not closed/],
    ['an open template', 'a := $"{x', 2, 6, /template is not closed/],
    ['a wrong escape', 'a := "\\q"', 2, 6, /escape/],
    ['an open body', 'a if {\n\tx := 1\n', 4, 1, /the end/],
    ['two expressions on a line', 'a if { x := 1 y := 2 }', 2, 15, /new line/],
    ['an empty body', 'a := [x | ]', 2, 11, /needs an expression/],
    ['a strange character', 'a := 1 ? 2', 2, 8, /unexpected character "\?"/],
    ['a number with letters', 'a := 12ab', 2, 8, /malformed/],
    ['a number beyond limits', 'a := 1e99999999', 2, 6, /too large/],
    ['a default without a value', 'default a', 2, 10, /value/],
    ['a keyword as a term', 'a := with', 2, 6, /keyword/],
    ['metadata that are no YAML', '# METADATA\n# a: [\na := 1', 2, 1, /YAML/],
    ['metadata of an unknown scope', '# METADATA\n# scope: world\na := 1', 2, 1, /invalid annotation scope 'world'/],
    ['an import from nowhere', 'import foo.bar', 2, 1, /cannot import/],
  ];
  for (const [name, text, line, column, message] of TABLE) {
    it(`say where ${name} is`, () => {
      const error = errorOf(text);
      assert.equal(error.code, 'rego_parse_error');
      assert.deepEqual(error.location, { file: 'p.rego', line, column });
      assert.match(error.message, message);
    });
  }

  it('end nesting beyond the limit, and nesting below it is parsed', () => {
    const nested = (depth: number): string => `a := ${'['.repeat(depth)}${']'.repeat(depth)}`;
    assert.match(errorOf(nested(100_000)).message, /nested too deeply/);
    assert.match(errorOf(`a := ${'$"{'.repeat(5_000)}`).message, /nested too deeply|not closed/);
    assert.equal(parse(nested(MAX_SYNTAX_DEPTH - 10)).rules.length, 1);
  });

  it('of texts that look like comprehensions at every level come soon', () => {
    for (const open of ['[', '{', '(', '{1: ', '[x | ', '{{1 | ']) errorOf(`a := ${open.repeat(50_000)}`);
  });
});

describe('the cases of OPA', { skip: conformanceCases === undefined ? 'the public data are not here' : false }, () => {
  const modules = (conformanceCases ?? []).flatMap((each) => each.modules ?? []);

  it('are all parsed', () => {
    for (const text of modules) parseModule(text, { file: 'case.rego' });
    assert.ok(modules.length > 1_000);
  });

  it('with any change give a tree or a coded error', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '"',
      '`',
      '$"',
      ' if ',
      ' in ',
      ' with ',
      '\n',
      '#',
      ':=',
      '|',
      'some ',
      'every ',
      '0',
      '.',
      ',',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...modules),
        fc.nat(),
        fc.nat(20),
        fc.constantFrom(...pieces),
        (text, at, cut, piece) => {
          const from = at % (text.length + 1);
          const changed = text.slice(0, from) + piece + text.slice(from + cut);
          try {
            parseModule(changed, { file: 'changed.rego' });
          } catch (error) {
            assert.ok(error instanceof RegoError && /^rego_(parse|compile)_error$/.test(error.code), String(error));
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
