import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RegoError } from '../errors.ts';
import { compile, type CompileOptions } from '../policy.ts';

function errorOf(rules: string, options: Partial<CompileOptions> = {}): RegoError | undefined {
  try {
    compile({ modules: [{ file: 'p.rego', text: `package p\n${rules}` }], ...options });
    return undefined;
  } catch (error) {
    if (error instanceof RegoError) return error;
    throw error;
  }
}

type Case = readonly [rules: string, message: RegExp, line?: number];

function refuse(cases: readonly Case[], code: string, options?: Partial<CompileOptions>): void {
  for (const [rules, message, line = 2] of cases) {
    it(rules.replaceAll('\n', '; '), () => {
      const error = errorOf(rules, options);
      assert.match(error?.message ?? 'was compiled', message);
      assert.deepEqual([error?.code, error?.location?.line], [code, line]);
    });
  }
}

describe('names that v1 refuses', () => {
  refuse(
    [
      ['import data.foo\nimport data.bar.foo\na := foo', /^import must not shadow import data\.foo$/, 3],
      ['import data.foo as x\nimport input.x\na := x', /^import must not shadow import data\.foo as x$/, 3],
      ['input := 1', /^rules must not shadow input \(use a different rule name\)$/],
      ['data(x) := x', /^rules must not shadow data/],
      ['a if { input := 1; input == 1 }', /^variables must not shadow input \(use a different variable name\)$/],
      ['a if { some data; data == 1 }', /^variables must not shadow data/],
      ['a := [x | some input in [1]; x := input]', /^variables must not shadow input/],
      ['a if every data in [1] { data == 1 }', /^variables must not shadow data/],
      ['f(input) := input', /^variables must not shadow input/],
      ['f([x, {"k": data}]) := x', /^variables must not shadow data/],
    ],
    'rego_compile_error',
  );
  refuse(
    [
      ['a if any([true])', /^deprecated built-in function calls in expression: any$/],
      ['a := [x | x := re_match("a", "b")]', /expression: re_match$/],
    ],
    'rego_type_error',
  );

  it('are fine in v0, and functions of the policy may have old names', () => {
    const text = 'package p\na { any([true]) }\nb { input := 1; input == 1 }';
    compile({ modules: [{ file: 'p.rego', text, version: 'v0' }] });
    assert.equal(errorOf('any(x) := x\na := any(1)'), undefined);
    assert.equal(errorOf('import data.lib.any\na := any'), undefined);
  });
});

describe('strict mode', () => {
  refuse(
    [
      ['import data.foo', /^import data\.foo unused$/],
      ['import data.foo as bar\na := data.foo', /^import data\.foo as bar unused$/],
      ['a if { x := 1 }', /^assigned var x unused$/],
      ['a if { [x, y] := input.z; x == 1 }', /^assigned var y unused$/],
      ['a := [1 | x := 1]', /^assigned var x unused$/],
      ['a if { some x; input.y }', /^declared var x unused$/],
      ['f(x, y) := x', /^unused argument y\. \(hint: use _ \(wildcard variable\) instead\)$/],
    ],
    'rego_compile_error',
    { strict: true },
  );

  it('takes what is used anywhere', () => {
    const rules = [
      'import rego.v1\nimport data.foo\na := foo.x',
      'a if { x := 1; every y in [1] { y == x } }',
      'a := x if { x := input.y }',
      'f(_, y) := 1 if { true } else := y',
      'f([x]) := 1',
    ];
    for (const each of rules) assert.equal(errorOf(each, { strict: true })?.message, undefined, each);
  });

  it('is asked for', () => assert.equal(errorOf('import data.foo\na if { x := 1 }'), undefined));
});

describe('calls', () => {
  refuse(
    [
      ['a := 1 + "x"', /^plus: invalid argument\(s\)\n\thave: \(number, string\)\n\twant: \(number, number\)$/],
      ['a := count()', /^count: arity mismatch: has 0, wants 1$/],
      ['a if { x := object.union({}) }', /^object\.union: arity mismatch/],
      ['a := [f(1, 2)]\nf(x) := x', /^data\.p\.f: arity mismatch: has 2, wants 1$/],
      ['a if count([]) with count as object.union', /^object\.union: arity mismatch: takes 2, count takes 1$/],
      ['a if f(1) with f as g\nf(x) := x\ng(x, y) := x', /^data\.p\.g: arity mismatch/],
      ['a if startswith(input.x, 1)', /have: \(any, number\)\n\twant: \(string, string\)/],
      ['a := count(b)\nb := 1', /have: \(number\)/],
      ['a := b\nb := c\nc := 1\nd := upper(a)', /have: \(number\)/, 5],
      ['a if { x := {1, 2}; upper(x) }', /have: \(set\)/],
      ['a := [y | y := upper([1])]', /have: \(array\)/],
      ['a if every x in [1] { upper(1) }', /have: \(number\)/],
      ['a if 1 == "a"', /^match error\n\tleft  : number\n\tright : string$/],
      ['a if { x := 1; x = "a" }', /^match error/],
      ['a if not {1} = [1]', /^match error\n\tleft  : set\n\tright : array$/],
      ['a if { x := 1; x.foo }', /^undefined ref: a value of type number has no members$/],
      ['p := 1\nq := data.p.p.b.c', /^undefined ref/, 3],
    ],
    'rego_type_error',
  );

  it('that are not sure are left to the evaluation', () => {
    const rules = [
      'a := 1 + input.x',
      'a := count(b)\nb := 1 if input.x\nb := "abc" if not input.x',
      'a := {1} - {2}',
      'a := b.c\nb := {"c": 1}',
      'a := b.c\nb contains 1',
      'a := upper(b)\nb[x] := y if some x, y in input',
      'a := count(f(1))\nf(x) := x',
      'a if { x := 1; upper(x) with upper as f }\nf(x) := x',
      'a if count(data.p.b.c) == 1\nb.c := "x"',
      'a := 1 == "a"',
    ];
    for (const each of rules) assert.equal(errorOf(each)?.message, undefined, each);
  });
});
