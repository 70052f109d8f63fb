import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { PrivacyError } from '../errors.ts';
import { beginLabel, LABEL_COUNT } from './internal/labels.ts';
import { loadTagger, makeTagger } from './tagger.ts';

const tagger = loadTagger();
/** Of a model made by hand: few rows are enough. */
const ROW_BITS = 4;

function found(text: string): string[] {
  return tagger.find(text).map(({ type, start, end }) => `${type} ${text.slice(start, end)}`);
}

const cases: readonly [name: string, text: string, findings: readonly string[]][] = [
  ['a name after an introduction', 'Good evening, my name is Marta Lindqvist.', ['PERSON Marta Lindqvist']],
  ['a name in small letters', 'hello, my name is marta lindqvist', ['PERSON marta lindqvist']],
  [
    'an honorific and a weekday',
    'Mrs. Okafor will see you on Thursday.',
    ['TITLE Mrs.', 'PERSON Okafor', 'DATE_TIME Thursday'],
  ],
  [
    'a company and a place',
    'Brightmetrics LLC opened an office in Lisbon.',
    ['ORGANIZATION Brightmetrics LLC', 'GPE Lisbon'],
  ],
  ['an age and a nationality', 'The patient is a 43-year-old Norwegian man.', ['AGE 43', 'NRP Norwegian']],
  ['a telephone number', 'Please call me back on (555) 014-2233.', ['PHONE_NUMBER (555) 014-2233']],
  ['a postcode', 'My zip code is 90210.', ['ZIP_CODE 90210']],
  [
    'an address on several lines',
    'Deliver to: 12 Rua do Sol\n4000-123 Porto\nPortugal',
    ['STREET_ADDRESS 12 Rua do Sol\n4000-123 Porto\nPortugal'],
  ],
  ['a date', 'It has been broken since 3/14/2019.', ['DATE_TIME 3/14/2019']],
  ['nothing where there is nothing', 'How do I reset the password of my account?', []],
  ['nothing in an empty text', '', []],
];

for (const [name, text, expected] of cases) {
  test(`finds ${name}`, () => assert.deepEqual(found(text), expected));
}

test('says how sure it is and why, without quoting', () => {
  const [finding] = tagger.find('My name is Marta Lindqvist');
  assert.ok(finding !== undefined && finding.score > 0.5 && finding.score <= 1);
  assert.equal(finding.recogniser, 'tagger');
  assert.match(finding.why, /^tagger, confidence [01]\.\d\d$/);
});

test('finds the same wherever a sentence stands in a long text', () => {
  const filler = 'the quick summary of the report is not ready yet, and nobody knows why. ';
  for (const count of [0, 50, 68, 69, 70, 71, 72, 200, 500]) {
    const before = filler.repeat(count);
    const text = `${before}Please ask Marta Lindqvist about it. ${filler}`;
    const hits = tagger.find(text).filter(({ type }) => type === 'PERSON');
    assert.deepEqual(
      hits.map(({ start, end }) => [start, end]),
      [[before.length + 11, before.length + 26]],
      `after ${count} sentences`,
    );
  }
});

test('a finding neither begins nor ends with a line end', () => {
  // A model that takes every token for one long address.
  const begin = beginLabel('STREET_ADDRESS');
  const transitions = new Float32Array(LABEL_COUNT * LABEL_COUNT);
  for (const [from, to] of [
    [0, begin],
    [begin, begin + 1],
    [begin + 1, begin + 1],
  ] as const)
    transitions[from * LABEL_COUNT + to] = 5;
  const streets = makeTagger({
    weights: new Int8Array(2 ** ROW_BITS * LABEL_COUNT),
    rowBits: ROW_BITS,
    scale: 1,
    transitions,
    gazetteer: { hashes: new Uint32Array(0), flags: new Uint32Array(0) },
  });
  const text = ' \n \n 42 \n Berlin \n';
  assert.deepEqual(
    streets.find(text).map(({ type, start, end }) => [type, text.slice(start, end)]),
    [['STREET_ADDRESS', '42 \n Berlin']],
  );
});

test('findings are in order, inside the text and never overlap, whatever the text', () => {
  const word = fc.constantFrom(
    'Anna',
    'Smith',
    'in',
    'Berlin',
    '\n',
    '42',
    'Street',
    ',',
    '.',
    'Dr',
    '\ud800',
    '\0',
    '日本',
    'é',
    '@',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(word, { maxLength: 80 }).map((words) => words.join(' ')),
      ),
      (text) => {
        let end = 0;
        for (const finding of tagger.find(text)) {
          assert.ok(finding.start >= end && finding.end > finding.start && finding.end <= text.length);
          assert.ok(finding.score >= 0 && finding.score <= 1);
          assert.doesNotMatch(text.slice(finding.start, finding.end), /^\s|\s$/u);
          end = finding.end;
        }
      },
    ),
  );
});

const hostile: readonly [name: string, unit: string][] = [
  ['one word', 'x'],
  ['digits', '7'],
  ['signs', '@'],
  ['line ends', '\n'],
  ['names without end', 'Anna '],
];

for (const [name, unit] of hostile) {
  test(`takes a megabyte of ${name}`, () => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    for (const { start, end } of tagger.find(text)) assert.ok(start < end && end <= text.length);
  });
}

test('refuses an absent and a damaged file with model_invalid', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tagger-'));
  try {
    const file = pathToFileURL(join(folder, 'tagger.bin'));
    const isInvalid = (thrown: unknown): boolean => thrown instanceof PrivacyError && thrown.code === 'model_invalid';
    assert.throws(() => loadTagger(file), isInvalid);
    const bytes = readFileSync(new URL('../../model/tagger.bin', import.meta.url));
    bytes[5000] = (bytes[5000] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    assert.throws(() => loadTagger(file), isInvalid);
    bytes[5000] = (bytes[5000] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    assert.deepEqual(loadTagger(file).find('My name is Marta Lindqvist'), tagger.find('My name is Marta Lindqvist'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('finds the same after more different words than it keeps', () => {
  const sentence = 'Mrs. Okafor will see you on Thursday.';
  const expected = tagger.find(sentence);
  const words = Array.from(
    { length: 20_000 },
    (_, at) => `w${at.toString(36).replaceAll(/\d/g, 'x')}q${String.fromCharCode(97 + (at % 26))}`,
  );
  tagger.find(words.join(' '));
  assert.deepEqual(tagger.find(sentence), expected);
  const after = `${words.join(' and ')}.\n\n${sentence}`;
  assert.deepEqual(found(after).slice(-3), ['TITLE Mrs.', 'PERSON Okafor', 'DATE_TIME Thursday']);
});

test('is read once', () => assert.equal(loadTagger(), tagger));
