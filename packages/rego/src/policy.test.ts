import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RegoError, type RegoErrorCode } from './errors.ts';
import type { Observer } from './evaluator/context.ts';
import { compile, type EvaluateOptions, type Policy } from './policy.ts';
import { canonicalText } from './value/canonical-text.ts';

function policyOf(...texts: readonly string[]): Policy {
  return compile({ modules: texts.map((text, i) => ({ file: `${i}.rego`, text: `package ${text}` })) });
}

function valueOf(body: string, options: EvaluateOptions & { readonly data?: unknown } = {}): unknown {
  const modules = [{ file: 'p.rego', text: `package p\n${body}` }];
  return compile({ modules, data: options.data }).evaluate('p', options).value;
}

function codeOf(work: () => unknown): RegoErrorCode | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof RegoError) return error.code;
    throw error;
  }
  return undefined;
}

describe('variables', () => {
  const TABLE: readonly (readonly [string, string, unknown])[] = [
    ['are put in order by what they need', 'a := x if {\n\tx = y\n\ty = z\n\tz = 1\n}', { a: 1 }],
    ['are taken from nested patterns', 'a := [x, y] if [x, {"k": y}] = [1, {"k": 2}]', { a: [1, 2] }],
    ['on both sides of an equation give each other values', 'a := [x, y] if [x, 2] = [1, y]', { a: [1, 2] }],
    ['never match arrays of another length', 'a if [x] = [1, 2]', {}],
    [
      'go through all elements',
      'a contains [i, v] if v := ["x", "y"][i]',
      {
        a: [
          [0, 'x'],
          [1, 'y'],
        ],
      },
    ],
    ['used as a key that is known are looked up', 'a := v if {\n\tk := "b"\n\tv := {"a": 1, "b": 2}[k]\n}', { a: 2 }],
    [
      'of a comprehension are its own',
      'a := [x | x := [1, 2][_]]\nb := x if {\n\ty := {x | x := [3, 3][_]}\n\tx := count(y)\n}',
      { a: [1, 2], b: 1 },
    ],
    [
      'of the body are seen in its comprehensions',
      'a := [x | x := xs[_]; x > least] if {\n\txs := [1, 2, 3]\n\tleast := 1\n}',
      { a: [2, 3] },
    ],
    ['may be equal to their own key', 'a := x if x == [2, 1, 0][x]', { a: 1 }],
  ];
  for (const [title, body, wanted] of TABLE) it(title, () => assert.deepEqual(valueOf(body), wanted));

  it('that never get a value are refused', () => {
    for (const body of [
      'a if x > 1',
      'a := x if true',
      'a if not x = 1',
      'a if {\n\tnot input.xs[_] == 1\n}',
      'a contains x',
    ]) {
      assert.equal(
        codeOf(() => valueOf(body)),
        'rego_unsafe_var_error',
        body,
      );
    }
  });

  it('cannot be assigned twice or used before', () => {
    assert.equal(
      codeOf(() => valueOf('a if {\n\tx := 1\n\tx := 2\n}')),
      'rego_compile_error',
    );
    assert.equal(
      codeOf(() => valueOf('a if {\n\tx = 1\n\tx := 2\n}')),
      'rego_compile_error',
    );
  });
});

describe('rules', () => {
  const TABLE: readonly (readonly [string, string, unknown])[] = [
    ['fall back to their default', 'default a := 1\na := 2 if false', { a: 1 }],
    ['try else in order', 'a := 1 if false\nelse := 2 if true\nelse := 3', { a: 2 }],
    ['make sets', 'a contains 1\na contains 1\na contains 2 if true', { a: [1, 2] }],
    ['make objects by key', 'a[k] := v if some k, v in {"x": 1, "y": 2}', { a: { x: 1, y: 2 } }],
    [
      'make nested documents',
      'a.b.c := 1\na.d[x].e := x if some x in ["q"]',
      { a: { b: { c: 1 }, d: { q: { e: 'q' } } } },
    ],
    [
      'put sets into objects',
      'a[k] contains v if some [k, v] in [["x", 1], ["x", 2], ["y", 3]]',
      { a: { x: [1, 2], y: [3] } },
    ],
    [
      'are called as functions',
      'f(x) := x + 1\nf2([a, b], "k") := a + b\na := f(f(1))\nb := f2([1, 2], "k")',
      { a: 3, b: 3 },
    ],
    ['of a function try their patterns', 'f("a") := 1\nf("b") := 2\na := [f("a"), f("b")]\nb := f("c")', { a: [1, 2] }],
    ['have a default as functions', 'default f(_) := 0\nf(1) := 1\na := [f(1), f(2)]', { a: [1, 0] }],
  ];
  for (const [title, body, wanted] of TABLE) it(title, () => assert.deepEqual(valueOf(body), wanted));

  it('with two results are in conflict', () => {
    for (const body of [
      'a := 1\na := 2',
      'a := x if some x in [1, 2]',
      'f(x) := x\nf(_) := 2\na := f(1)',
      'a["k"] := 1\na[k] := 2 if k := "k"',
    ]) {
      assert.equal(
        codeOf(() => valueOf(body)),
        'eval_conflict_error',
        body,
      );
    }
  });

  it('that need themselves are refused', () => {
    assert.equal(
      codeOf(() => policyOf('p\na := b\nb := a')),
      'rego_recursion_error',
    );
    assert.equal(
      codeOf(() => policyOf('p\nf(x) := f(x - 1)')),
      'rego_recursion_error',
    );
    assert.equal(
      codeOf(() => policyOf('p\na contains x if x := data.p[_]')),
      'rego_recursion_error',
    );
  });

  it('of two kinds cannot have one name', () => {
    for (const body of [
      'a := 1\na contains 1',
      'a := 1\na(x) := x',
      'f(x) := x\nf(x, y) := y',
      'default a := 1\ndefault a := 2',
      'a := 1\na.b := 2',
    ]) {
      assert.equal(
        codeOf(() => valueOf(body)),
        'rego_type_error',
        body,
      );
    }
  });

  it('of other packages are reached by path and by import', () => {
    const policy = policyOf(
      'a.b\nx := 1\nf(y) := y + x',
      'c\nimport data.a.b\nimport data.a.b.f as g\nz := b.f(2)\ny := g(3)\nall := data.a',
    );
    assert.deepEqual(policy.evaluate('c').value, { z: 3, y: 4, all: { b: { x: 1 } } });
  });
});

describe('expressions', () => {
  const TABLE: readonly (readonly [string, string, unknown])[] = [
    ['negate', 'a if not false\nb if not input.x\nc if not true', { a: true, b: true }],
    [
      'hold for every element',
      'a if every x in [1, 2] { x > 0 }\nb if every x in [0, 1] { x > 0 }\nc if every x in [] { x > 0 }',
      { a: true, c: true },
    ],
    ['need a collection for every', 'a if every x in input.missing { x > 0 }', {}],
    ['are true unless false or undefined', 'a if 0\nb if ""\nc if null\nd if false', { a: true, b: true, c: true }],
    ['find members', 'a if 1 in [1]\nb if "k", 1 in {"k": 1}\nc if 2 in {1}', { a: true, b: true }],
    [
      'build objects of what is there',
      'a := {k: v | some k, v in ["x"]}\nb := {"x": input.missing}',
      { a: { 0: 'x' } },
    ],
  ];
  for (const [title, body, wanted] of TABLE) it(title, () => assert.deepEqual(valueOf(body), wanted));

  it('of an object comprehension with two values for a key are in conflict', () => {
    assert.equal(
      codeOf(() => valueOf('a := {"k": v | v := [1, 2][_]}')),
      'eval_conflict_error',
    );
  });
});

describe('with', () => {
  it('replaces input, data, rules and functions for one expression', () => {
    const body = `
x := input.a + data.n
a := v if v := x with input.a as 5 with data.n as 1
b := [v, x] if v := x with input as {"a": 1}
c := v if v := f(1) with f as 7
d := v if v := count([1]) with count as 9
e := v if v := y with data.p.y as "replaced"
g(v) := v * 10
h := v if v := f(2) with f as g
f(v) := v
y := "made"
z := v if v := data.p.y with data.p as {"y": 3}`;
    const value = valueOf(body, { input: { a: 2 }, data: { n: 10 } });
    assert.deepEqual(value, { x: 12, a: 6, b: [11, 12], c: 7, d: 9, e: 'replaced', h: 20, y: 'made', z: 3 });
  });
});

describe('documents', () => {
  it('of rules lie over base documents', () => {
    const policy = compile({
      modules: [{ file: 'a.rego', text: 'package a\nx := 1\nfalls if false' }],
      data: { a: { x: 'base', y: 2 }, b: [1] },
    });
    assert.deepEqual(policy.query('data.a.x = v').bindings[0]?.get('v'), 1);
    assert.equal(policy.evaluate('a.y').value, 2);
    assert.deepEqual(policy.evaluate('b').value, [1]);
    assert.deepEqual(
      policy.query('data.b[i] = v').bindings.map((each) => [...each]),
      [
        [
          ['i', 0],
          ['v', 1],
        ],
      ],
    );
  });

  it('change without compiling again, and the old ones stay', () => {
    const before = compile({ modules: [{ file: 'a.rego', text: 'package a\nx := data.n' }], data: { n: 1 } });
    const after = before.withData({ n: 2 });
    assert.deepEqual([before.evaluate('a.x').value, after.evaluate('a.x').value], [1, 2]);
  });

  it('that are null are there', () => {
    const body =
      'a := object.get(input, "n", 1)\nb := input.n\nc := data.n\nd[k] := v if some k, v in {"x": null}\ne := json.patch(input, [{"op": "copy", "from": "/n", "path": "/m"}])';
    const value = valueOf(body, { input: { n: null }, data: { n: null } });
    assert.deepEqual(value, { a: null, b: null, c: null, d: { x: null }, e: { m: null, n: null } });
    const policy = compile({ modules: [{ file: 'p.rego', text: 'package p\na := null' }], data: { p: { b: null } } });
    assert.deepEqual(policy.evaluate('p').value, { a: null, b: null });
    assert.deepEqual(policy.query('data.p[k] = null').bindings.length, 2);
  });

  it('that are not there are undefined', () => {
    const policy = policyOf('a\nx if false');
    assert.equal(policy.evaluate('a.x').value, undefined);
    assert.equal(policy.evaluate('nothing.here').value, undefined);
    assert.deepEqual(policy.evaluate('a').value, {});
  });

  it('have names of prototypes like any others', () => {
    const value = valueOf(
      'a := input["__proto__"].constructor\nb := object.get(input, "toString", "none")\nconstructor := 1',
      {
        input: JSON.parse('{"__proto__":{"constructor":"mine"}}'),
      },
    );
    assert.deepEqual(value, { a: 'mine', b: 'none', constructor: 1 });
    assert.equal(valueOf('a := input.hasOwnProperty', { input: {} }) instanceof Object, true);
  });
});

describe('an index of rules', () => {
  const rules = Array.from(
    { length: 50 },
    (_, i) => `allow if {\n\tinput.path == "/${i}"\n\tinput.method in {"GET", "PUT"}\n}`,
  );
  const policy = policyOf(`p\n${rules.join('\n')}\nallow if input.admin\nallow if input.path == ["composite"]`);
  const fired = (input: unknown): number => {
    let count = 0;
    const observer: Observer = { ruleFired: () => void count++ };
    policy.evaluate('p.allow', { input, observer });
    return count;
  };

  it('changes no decision', () => {
    const allow = (input: unknown): unknown => policy.evaluate('p.allow', { input }).value;
    assert.equal(allow({ path: '/7', method: 'GET' }), true);
    assert.equal(allow({ path: '/7', method: 'POST' }), undefined);
    assert.equal(allow({ path: '/70', method: 'GET' }), undefined);
    assert.equal(allow({ path: '/7', method: 'POST', admin: true }), true);
    assert.equal(allow({ path: ['composite'] }), true);
    assert.equal(allow({ path: ['/7'], method: 'GET' }), undefined);
    assert.equal(allow({}), undefined);
  });

  it('tries the rules that can apply only', () => {
    assert.equal(fired({ path: '/7', method: 'GET' }), 1);
    const { metrics } = policy.evaluate('p.allow', { input: { path: '/7', method: 'GET' } });
    assert.ok(metrics.steps < 10, `${metrics.steps} steps`);
  });
});

describe('a budget', () => {
  const SIXTY = 'xs := numbers.range(1, 60)\n';
  const TABLE: readonly (readonly [string, string, EvaluateOptions])[] = [
    [
      'ends a search that takes too many steps',
      `${SIXTY}a := count([1 | xs[_]; xs[_]; xs[_]; xs[_]; xs[_]; xs[_]])`,
      { limits: { maxSteps: 100_000 } },
    ],
    [
      'ends a search that takes too long',
      `${SIXTY}a := count([1 | xs[_]; xs[_]; xs[_]; xs[_]; xs[_]; xs[_]])`,
      { limits: { maxMilliseconds: 20, maxSteps: 1e12 } },
    ],
    [
      'ends rules that call each other too deeply',
      `${Array.from({ length: 700 }, (_, i) => `r${i} := r${i + 1}`).join('\n')}\nr700 := 1\na := r0`,
      {},
    ],
  ];
  for (const [title, body, options] of TABLE) {
    it(title, () =>
      assert.equal(
        codeOf(() => valueOf(body, options)),
        'budget_exceeded',
      ),
    );
  }

  it('does not let functions double their work', () => {
    const functions = Array.from({ length: 40 }, (_, i) => `f${i + 1}(x) := f${i}(x) + f${i}(x)`).join('\n');
    assert.deepEqual(valueOf(`f0(x) := x\n${functions}\na := f40(1)`), { a: 2 ** 40 });
  });
});

describe('errors of builtins', () => {
  it('make an expression undefined, and are told', () => {
    const policy = policyOf('p\na := 1 / 0\nb := 2');
    const { value, errors } = policy.evaluate('p');
    assert.deepEqual(value, { b: 2 });
    assert.deepEqual(
      errors.map(({ code, location }) => [code, location?.line]),
      [['eval_builtin_error', 2]],
    );
  });

  it('end the evaluation when they are strict', () => {
    const policy = policyOf('p\na := 1 / 0');
    assert.equal(
      codeOf(() => policy.evaluate('p', { strict: true })),
      'eval_builtin_error',
    );
  });

  it('of doors to the world end it in any case', () => {
    const policy = policyOf('p\na := http.send({"method": "GET", "url": "http://localhost"})');
    assert.equal(
      codeOf(() => policy.evaluate('p')),
      'capability_denied',
    );
  });
});

describe('a query', () => {
  it('gives the variables of each solution', () => {
    const policy = compile({ modules: [], data: { xs: [3, 4] } });
    const { bindings } = policy.query('data.xs[i] = v; v > 3');
    assert.deepEqual(
      bindings.map((each) => [...each].map(([name, value]) => [name, canonicalText(value)])),
      [
        [
          ['i', '1'],
          ['v', '4'],
        ],
      ],
    );
  });
});
