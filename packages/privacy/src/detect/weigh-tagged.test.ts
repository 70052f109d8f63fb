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
  ['a fraction', 'DATE_TIME', 'rose from <1.05> to 2', []],
  ['a day', 'DATE_TIME', 'am <1.05>', [0.7]],
  ['a call', 'DATE_TIME', 'milliseconds(<1500>)', []],
  ['a part of an address', 'DATE_TIME', 'tcp 30.176.5.<14:22>', []],
  ['a measure', 'AGE', 'at sea, <30> m deep', []],
  ['an angle', 'AGE', 'rotate(<90>)', []],
  ['a mean', 'AGE', 'It was <48>.21', []],
  ['the value of another key', 'AGE', '{"id": <17>}', []],
  ['the value of a key for ages', 'AGE', '{"patientAge": <17>}', [0.7]],
  ['a size', 'ZIP_CODE', '#define BUFFER_SIZE <65536>', []],
  ['a backlog', 'ZIP_CODE', 'backlog <77310>.', []],
  ['a code beside a word', 'ZIP_CODE', 'which post code do I enter, <6470> or', [0.94]],
  ['bare digits', 'PHONE_NUMBER', 'heap <734003200>', []],
  ['bare digits with a nought before them', 'PHONE_NUMBER', 'Bello <0171555123>', [0.7]],
  ['a status and a length', 'PHONE_NUMBER', 'HTTP/1.1" <200 512>', []],
  ['a status before an address', 'PHONE_NUMBER', 'x.pdf <302 172.26.46.195>', []],
  ['four groups that are no octets', 'PHONE_NUMBER', 'Tel <044.668.18.00>', [0.7]],
  ['a time that no clock shows', 'DATE_TIME', 'quarter <24:19>', []],
  ['an amount of energy', 'ZIP_CODE', 'Meter <48211> kWh', []],
  ['an amount of memory', 'ZIP_CODE', 'max <2048 MB> each', []],
  ['a depth', 'ZIP_CODE', 'queue depth <10482>, ok', []],
  ['a status', 'ZIP_CODE', 'exited with code <137>', []],
  ['numbers of an image', 'PHONE_NUMBER', '"<0 512 512>"', []],
  ['a part', 'PHONE_NUMBER', 'filter P/N <384-75117-01>', []],
  ['decimals', 'PHONE_NUMBER', 'sqrt(2) = 1.<41421356237>', []],
  ['the rest of a code', 'PHONE_NUMBER', 'no. YN<5283371>', []],
  ['letters of a code', 'GPE', 'Passeport 12<AB>34567', []],
  ['a sum', 'PHONE_NUMBER', 'Total <12 345 678>,90 kr', []],
  ['a town', 'GPE', 'Ship to <Cambridge>, MA', [0.94]],
];

for (const [what, type, text, scores] of cases) {
  test(`${what}: ${text}`, () => assert.deepEqual(weigh(type, text), scores));
}

test('a town with its state and code is no street: the town is found', () => {
  const text = 'Ship it to Cambridge, MA 60614.';
  const [found] = weighTagged(text, [
    { type: 'STREET_ADDRESS', start: 11, end: 30, score: 0.9, recogniser: 'tagger', why: '' },
  ]);
  assert.deepEqual([found?.type, text.slice(found?.start, found?.end)], ['GPE', 'Cambridge']);
});

test('a code alone after a town is a postal code, within an address a part of it', () => {
  const typeOf = (text: string, value: string): string | undefined => {
    const start = text.indexOf(value);
    return weighTagged(text, [
      { type: 'STREET_ADDRESS', start, end: start + value.length, score: 0.9, recogniser: 'tagger', why: '' },
    ])[0]?.type;
  };
  assert.equal(typeOf('Tokyo 530-0001, Japan', '530-0001'), 'ZIP_CODE');
  assert.equal(typeOf('12 Long Lane\nTokyo 530-0001', '530-0001'), 'STREET_ADDRESS');
});

test('takes bare digits beside a town that the tagger found for its code', () => {
  const of = (type: EntityType, start: number, end: number) => ({
    type,
    start,
    end,
    score: 1,
    recogniser: 'tagger',
    why: '',
  });
  const found = weighTagged('from bjert 6091 on', [of('GPE', 5, 10), of('ZIP_CODE', 11, 15)]);
  assert.deepEqual(
    found.map(({ type }) => type),
    ['GPE', 'ZIP_CODE'],
  );
  assert.deepEqual(weighTagged('from bjert 6091 on', [of('ZIP_CODE', 11, 15)]), []);
});
