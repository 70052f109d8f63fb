import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { EntityType } from '../../entity-types.ts';
import { createPatternRecogniser } from '../patterns.ts';

const recogniser = createPatternRecogniser();

function values(text: string, type: EntityType): string[] {
  return recogniser
    .find(text)
    .filter((f) => f.type === type && f.score >= 0.5)
    .map((f) => text.slice(f.start, f.end));
}

suite('dates, times and ages', () => {
  const dates: readonly (readonly [text: string, expected: readonly string[]])[] = [
    ['at 2011-03-02T14:30:00.123Z it', ['2011-03-02T14:30:00.123Z']],
    ['at 2011-03-02 14:30:59+01:00 it', ['2011-03-02 14:30:59+01:00']],
    ['on 9/19/1963, or 19.09.1963', ['9/19/1963', '19.09.1963']],
    ['on 2 March 2011 and March 2nd, 2011', ['2 March 2011', 'March 2nd, 2011']],
    ['am 3. Oktober 1990', ['3. Oktober 1990']],
    ['le 14 juillet 1789', ['14 juillet 1789']],
    ['el 5 de mayo de 1862', ['5 de mayo de 1862']],
    ['il 25 aprile 1945', ['25 aprile 1945']],
    ['op 30 april 1980', ['30 april 1980']],
    ['em 25 de abril de 1974', ['25 de abril de 1974']],
    ['on Tuesday at 14:30', ['Tuesday', '14:30']],
    ['around 2 pm or 11:05 a.m.', ['2 pm', '11:05 a.m.']],
    ['born in 1977, since 2004', ['1977', '2004']],
    ['it has 1977 lines, v2004', []],
    ['you may march on', []],
    ['version 1.2.34 of 10.0.0.1', []],
    ['ratio 12:75 and 2011-13-02, part 1/999', []],
    ['a 2017 film', ['2017']],
    ['see you in October', ['October']],
    ['at 3/3/84 or 03.03.84', ['3/3/84', '03.03.84']],
    ['on 2019年5月25日, 2019년 5월 25일', ['2019年5月25日', '2019년 5월 25일']],
    ['born 20190526, part 20190526 of the set', ['20190526', '20190526']],
    ['commit 20190526', []],
    ['final score 24:19, open until 24:00', ['24:00']],
    ['Week 2022-W34-3, W60 in 2022-W60', ['2022-W34-3']],
    ['done 20260314T140532Z, 20261314T140532Z', ['20260314T140532Z']],
    ['om 9 uur', ['9 uur']],
    ['à 21h30, 41h30, 21h305', ['21h30']],
  ];
  for (const [text, expected] of dates)
    test(`date in "${text}"`, () => assert.deepEqual(values(text, 'DATE_TIME'), expected));

  const ages: readonly (readonly [text: string, expected: readonly string[]])[] = [
    ['a 33 year old man', ['33']],
    ['a 7-year-old', ['7']],
    ['aged 45, he turned 60', ['45', '60']],
    ['42 yo female', ['42']],
    ['{"age": 35}', ['35']],
    ["I'm 28 years", ['28']],
    ['I am 31.', ['31']],
    ['ein 52-jähriger', ['52']],
    ['a 300 year old house', []],
    ['I am 100% sure, page 45', []],
    ['5 years ago', []],
    ['<td class="age">22</td>, "age" => 31', ['22', '31']],
    ['# Age\n\n    44\n', ['44']],
    ['at an early age, 22 people', []],
    ['*25* (age)', ['25']],
    ['{{ age | default("38") }}', ['38']],
    ['id,name,age\n17,Bob,41\n18,Al,37', ['41', '37']],
    ['| name | Age |\n|---|---|\n| Bob | 41 |', ['41']],
    ['id,page\n17,41', []],
  ];
  for (const [text, expected] of ages) test(`age in "${text}"`, () => assert.deepEqual(values(text, 'AGE'), expected));
});
