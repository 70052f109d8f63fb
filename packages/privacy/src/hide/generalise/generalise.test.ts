import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testClock } from '../testing/fixtures.ts';
import { generaliseAge } from './age.ts';
import { generaliseDate } from './date.ts';
import { generaliseGps } from './gps.ts';
import { generaliseIp } from './ip.ts';
import { generaliseZip, SMALL_ZIP3_AREAS } from './zip.ts';

const now = testClock.now();

const dates: readonly (readonly [string, string | undefined, string | undefined])[] = [
  ['1984-03-12', '1984', '1984-03'],
  ['1984/03/12', '1984', '1984-03'],
  ['2024-02-29T10:11:12Z', '2024', '2024-02'],
  ['12.03.1984', '1984', '1984-03'],
  ['13/03/1984', '1984', '1984-03'],
  ['03/13/1984', '1984', '1984-03'],
  ['03/12/1984', '1984', '1984'],
  ['3/3/84', '1984', '1984-03'],
  ['1/1/26', '2026', '2026-01'],
  ['12 March 1984', '1984', '1984-03'],
  ['12th of March 1984', '1984', '1984-03'],
  ['12-Mar-84', '1984', '1984-03'],
  ['Sept. 1, 1984', '1984', '1984-09'],
  ['March 1984', '1984', '1984-03'],
  ['the summer of 1984', '1984', '1984'],
  ['31/02/1984', '1984', '1984'],
  ['2 Jan 1936', '1936 or earlier', '1936 or earlier'],
  ['2 Jan 1937', '1937', '1937-01'],
  ['1850', '1936 or earlier', '1936 or earlier'],
  ['yesterday', undefined, undefined],
  ['12:30', undefined, undefined],
  ['12345678', undefined, undefined],
  [`1984-03-12${' '.repeat(100)}x`, '1984', '1984'],
];

for (const [text, year, month] of dates) {
  test(`date ${text.slice(0, 30)}: year ${year}, month ${month}`, () => {
    assert.equal(generaliseDate(text, 'year', now), year);
    assert.equal(generaliseDate(text, 'month', now), month);
  });
}

const ages: readonly (readonly [string, number, string | undefined])[] = [
  ['34', 10, '30-39'],
  ['34 years old', 5, '30-34'],
  ['a 7-year-old', 10, '0-9'],
  ['89', 10, '80-89'],
  ['89', 30, '60-89'],
  ['90', 10, '90+'],
  ['114 years', 5, '90+'],
  ['18 months', 5, '0-4'],
  ['96 weeks', 10, '0-9'],
  ['30 days', 10, '0-9'],
  ['forty', 10, undefined],
];

for (const [text, band, expected] of ages) {
  test(`age ${text} in bands of ${band}: ${expected}`, () => assert.equal(generaliseAge(text, band), expected));
}

const others: readonly (readonly [(text: string) => string | undefined, string, string | undefined])[] = [
  [generaliseZip, '94105', '941'],
  [generaliseZip, '94105-1234', '941'],
  [generaliseZip, '03601', '000'],
  [generaliseZip, '893011234', '000'],
  [generaliseZip, 'SW1A 1AA', undefined],
  [generaliseZip, '9410', undefined],
  [generaliseIp, '192.0.2.77', '192.0.2.0/24'],
  [generaliseIp, '2001:db8:1:2::3', '2001:db8:1::/48'],
  [generaliseIp, '[2001:DB8::1]', '2001:db8:0::/48'],
  [generaliseIp, '::1', '0:0:0::/48'],
  [generaliseIp, '1:2:3:4:5:6:1.2.3.4', '1:2:3::/48'],
  [generaliseIp, '::ffff:192.0.2.77', '192.0.2.0/24'],
  [generaliseIp, 'fe80::1%eth0', 'fe80:0:0::/48'],
  [generaliseIp, '192.0.2.77/31', '192.0.2.0/24'],
  [generaliseIp, '999.0.0.1', undefined],
  [generaliseGps, '41.40338, 2.17403', '41.4, 2.2'],
  [generaliseGps, '-0.01,-0.04', '0.0, 0.0'],
  [generaliseGps, '41.40338° N, 2.17403° W', '41.4, -2.2'],
  [generaliseGps, `41°24'12.2"S 2°10'26.5"E`, '-41.4, 2.2'],
  [generaliseGps, '41.40338', '41.4'],
  [generaliseGps, '91.1, 2.1', undefined],
  [generaliseGps, 'here', undefined],
];

for (const [generalise, text, expected] of others) {
  test(`${generalise.name} ${text}: ${expected}`, () => assert.equal(generalise(text), expected));
}

test('17 ZIP areas are small', () => assert.equal(SMALL_ZIP3_AREAS.size, 17));
