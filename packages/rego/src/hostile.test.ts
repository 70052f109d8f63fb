import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RegoError, type RegoErrorCode } from './errors.ts';
import { formatModule } from './format/format-module.ts';
import { compile } from './policy.ts';
import { conformanceCases } from './testing/conformance-cases.ts';
import { createMutator } from './internal/mutate.ts';

function codeOf(work: () => unknown): RegoErrorCode | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof RegoError) return error.code;
    throw error;
  }
  return undefined;
}

function valueOf(body: string): unknown {
  return compile({ modules: [{ file: 'p.rego', text: `package p\n${body}` }] }).evaluate('p').value;
}

describe('hostile policies', () => {
  const DEEP = 100_000;
  const TABLE: Readonly<Record<string, () => string>> = {
    'many brackets': () => `a := ${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
    'many parentheses': () => `a := ${'('.repeat(DEEP)}1${')'.repeat(DEEP)}`,
    'many braces': () => `a := ${'{'.repeat(DEEP)}`,
    'a long sum': () => `a := 1${' + 1'.repeat(DEEP)}`,
    'a long reference': () => `a := input${'.x'.repeat(DEEP)}`,
  };
  for (const [name, text] of Object.entries(TABLE)) {
    it(`with ${name} end with a coded error or a value`, () => {
      const code = codeOf(() => valueOf(text()));
      assert.ok(
        code === undefined || ['rego_parse_error', 'rego_compile_error', 'budget_exceeded'].includes(code),
        String(code),
      );
    });
  }

  it('with long bodies end with a coded error or a value', () => {
    const body = `a if {\n${Array.from({ length: 20_000 }, (_, i) => `\tx${i} := ${i}`).join('\n')}\n}`;
    const code = codeOf(() => valueOf(body));
    assert.ok(code === undefined || code === 'rego_compile_error' || code === 'budget_exceeded', String(code));
  });
});

describe('rules that double a value', () => {
  const doubling = Array.from({ length: 60 }, (_, i) => `x${i + 1} := [x${i}, x${i}]`).join('\n');
  for (const last of [
    'z := count({x60})',
    'z := x60',
    'z := json.marshal(x60)',
    'z := sprintf("%v", [x60])',
    'z := {x60: 1}',
  ]) {
    it(`end soon: ${last}`, () =>
      assert.equal(
        codeOf(() => valueOf(`x0 := 1\n${doubling}\n${last}`)),
        'budget_exceeded',
      ));
  }
});

describe('changed policies', { skip: conformanceCases === undefined ? 'the public data are not here' : false }, () => {
  it('have a value or a coded error', () => {
    const mutate = createMutator(
      (conformanceCases ?? []).flatMap((each) => each.modules ?? []),
      Date.now(),
    );
    for (let i = 0; i < 5_000; i++) {
      const text = mutate();
      const options = { limits: { maxSteps: 20_000 }, modules: [{ file: 'p.rego', text }] };
      assert.doesNotThrow(() => codeOf(() => compile(options).evaluate([])), text);
      assert.doesNotThrow(() => codeOf(() => formatModule(text, { file: 'p.rego' })), text);
    }
  });
});
