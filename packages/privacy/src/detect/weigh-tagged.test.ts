import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntityType } from '../entity-types.ts';
import { weighTagged } from './weigh-tagged.ts';

/** Scores of what the tagger would be sure of: the values between angle brackets. */
function weigh(type: EntityType, marked: string): number[] {
  const text = marked.replaceAll(/[<>]/g, '');
  const start = marked.indexOf('<');
  const end = marked.indexOf('>') - 1;
  return weighTagged(text, [{ type, start, end, score: 1, recogniser: 'tagger', why: '' }]).map(({ score }) => score);
}

const cases: readonly (readonly [what: string, type: EntityType, text: string, scores: readonly number[]])[] = [
  ['a name stays below an address with a form', 'PERSON', 'Dear <Anna Smith>, hello', [0.94]],
  ['a number is less sure than one with check digits', 'PHONE_NUMBER', 'nhs = <698 098 8387>', [0.7]],
  ['words in it make it an address', 'STREET_ADDRESS', 'at <12 Long Lane>', [0.94]],
  ['a code of a town keeps its place in an address', 'ZIP_CODE', 'FAUSKE <8200>', [0.94]],
  ['an order', 'PHONE_NUMBER', 'Order no. <4829 1120 3345> is here', []],
  ['a book', 'PHONE_NUMBER', 'ISBN <978-3-16-148410-0>', []],
  ['a process', 'ZIP_CODE', 'pid <48213> ended', []],
  ['a ticket with letters', 'PHONE_NUMBER', 'ticket INC<0012345678>', []],
  ['a duration', 'AGE', 'a <30>-year mortgage', []],
  ['an age', 'AGE', 'a <30>-year-old nurse', [0.7]],
  ['an age in brackets', 'AGE', 'Anna (<34>) said', [0.7]],
  ['a part of a code', 'AGE', 'licence E<68>-1752', []],
  ['an item of a list', 'AGE', 'first, (<2>) second', []],
  ['a result of a game', 'DATE_TIME', 'they won <21-17>', []],
  ['a count', 'DATE_TIME', 'all <3472> of them', []],
  ['a year', 'DATE_TIME', 'Berlin <1972>', [0.7]],
  ['a day with letters', 'DATE_TIME', 'until the <3rd>', [0.7]],
  ['a time', 'DATE_TIME', 'from <9:30>', [0.7]],
];

for (const [what, type, text, scores] of cases) {
  test(`${what}: ${text}`, () => assert.deepEqual(weigh(type, text), scores));
}
