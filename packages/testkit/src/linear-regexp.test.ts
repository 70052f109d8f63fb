import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { linearityOf } from './linear-regexp.ts';

suite('linear regular expressions', () => {
  const linear: readonly RegExp[] = [
    /^a*b*c$/,
    /a+/g,
    /\S+/g,
    /^[^*]*\*?$/,
    /"(?:[^"\\]|\\.)*"?/g,
    /'(?:[^'\\]|\\.)*'/y,
    /key: [a-z]+;/,
    /(?<!0)0+$/,
    /^(?:\d+(?:\.\d*)?|\.\d+)$/,
    /^\p{L}+\d+$/u,
    /[A-Z][^A-Z]*[A-Z]/,
    /^(.)\1*$/,
    /^x*(?![y])/,
    /^(?:a|b|cd)*$/,
    /(?:a{1,5}){2}b/,
    /^a.{0,9}b/s,
  ];
  for (const regex of linear) {
    test(`${regex} is proved`, () => assert.equal(linearityOf(regex).problem, undefined));
  }

  // Each of these takes quadratic time or worse on a text that nearly fits.
  const slow: readonly (readonly [regex: RegExp, problem: RegExp])[] = [
    [/^(a+)+$/, /does not tell where it ends/],
    [/^(?:a|ab?)*$/, /begin alike/],
    [/^(?:\s|#.*)*$/, /does not tell where it ends/],
    [/^a*a*$/, /does not tell where it ends/],
    [/^.*x.*y$/, /does not tell where it ends/],
    [/0+$/, /read again from each beginning/],
    [/[a-z]+;/, /read again from each beginning/],
    [/^(?:a?)*$/, /may be empty/],
    [/(?=.*x)a/, /without a bound/],
    [/(?<=x.*)a/, /without a bound/],
    [/^(?:a{1,9})*$/, /does not tell where it ends/],
    [/"(?:[^"\\]|\\.)*"/g, /read again from each beginning/],
    [/^[ \t]+x/m, /read again from each beginning/],
  ];
  for (const [regex, problem] of slow) {
    test(`${regex} is refused`, () => assert.match(linearityOf(regex).problem ?? 'proved', problem));
  }

  test('bounded repetitions multiply the ways, loops that end themselves do not', () => {
    assert.equal(linearityOf(/^a{0,9}a{0,9}b/).paths, 10);
    assert.equal(linearityOf(/^a{0,9}a{0,9}a{0,9}b/).paths, 100);
    assert.equal(linearityOf(/^a{0,9}b{0,9}c/).paths, 1);
    assert.equal(linearityOf(/^(?:ab|ac)d/).paths, 2);
    assert.equal(linearityOf(/^(?:a{0,9}){0,3}b/).paths > 100, true);
  });
});
