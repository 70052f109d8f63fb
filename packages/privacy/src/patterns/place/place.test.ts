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

suite('places', () => {
  const streets: readonly (readonly [text: string, expected: string])[] = [
    ['He lives at 742 Evergreen Terrace, they say', '742 Evergreen Terrace'],
    ['10 Downing Street', '10 Downing Street'],
    ['in der Friedrichstraße 43, Berlin', 'Friedrichstraße 43'],
    ['au 55 rue du Faubourg Saint-Honoré', '55 rue du Faubourg Saint-Honoré'],
    ['in Via Condotti 86', 'Via Condotti 86'],
    ['Calle Mayor 12', 'Calle Mayor 12'],
    ['op Keizersgracht 672', 'Keizersgracht 672'],
    ['ul. Nowy Swiat 15', 'ul. Nowy Swiat 15'],
    ['Váci utca 19.', 'Váci utca 19.'],
    ['Mannerheimintie 13', 'Mannerheimintie 13'],
    ['Drottninggatan 5', 'Drottninggatan 5'],
    ['Apt. 12', 'Apt. 12'],
    ['Suite 900', 'Suite 900'],
    ['P.O. Box 1142', 'P.O. Box 1142'],
    ['PSC 3, Box 2200\nAPO AE 09021', 'PSC 3, Box 2200\nAPO AE 09021'],
    ['USS Nimitz\nFPO AP 96620', 'USS Nimitz\nFPO AP 96620'],
    ['at the corner of Elm St and Oak Avenue.', 'the corner of Elm St and Oak Avenue'],
    ['send it to 12 Elm Street Suite 4, Springfield 62701 today', '12 Elm Street Suite 4, Springfield 62701'],
  ];
  for (const [text, expected] of streets) {
    test(`address in ${JSON.stringify(text)}`, () =>
      assert.ok(values(text, 'STREET_ADDRESS').includes(expected), String(values(text, 'STREET_ADDRESS'))));
  }

  test('the lines of a block stay parts', () => {
    const text = 'Ann Lee\n12 Elm Street\nSuite 4\nSpringfield';
    assert.deepEqual(values(text, 'STREET_ADDRESS'), ['12 Elm Street', 'Suite 4']);
  });

  test('prose with numbers is no address', () => {
    for (const text of [
      'it took 3 days of work',
      'Chapter 12, page 40',
      'in 2011 Apple sold 5 million',
      'Windows 10, Python 3',
      'about 20 people went the long way',
    ]) {
      assert.deepEqual(values(text, 'STREET_ADDRESS'), [], text);
    }
  });

  const codes: readonly (readonly [text: string, expected: readonly string[]])[] = [
    ['ZIP: 90210', ['90210']],
    ['zip code 90210-1234', ['90210-1234']],
    ['postcode is 114 55', ['114 55']],
    ['Beverly Hills, CA 90210', ['90210']],
    ['London SW1A 1AA', ['SW1A 1AA']],
    ['Ottawa K1A 0B1', ['K1A 0B1']],
    ['order 90210, total 1234', []],
    ['QQ1 1QQ', []],
    ['an office in Oslo 0150 with views', ['0150']],
    ['made in Windows 2000 or in Chapter 1021', []],
    ['te 1012 AB Amsterdam', ['1012 AB']],
    ['from 1936 or later', []],
    ['10115 is not a valid postcode', ['10115']],
    ['zip code, 00-950, what is it', ['00-950']],
    ['at most 2048 MB for each', []],
    ['Wohnort 3011 Zürich', ['3011']],
    ['nach 3011 Zürich', []],
  ];
  for (const [text, expected] of codes)
    test(`postal code in "${text}"`, () => assert.deepEqual(values(text, 'ZIP_CODE'), expected));

  const points: readonly (readonly [text: string, expected: readonly string[]])[] = [
    ['at 48.858370, 2.294481 now', ['48.858370, 2.294481']],
    ['at -33.8568,151.2153', ['-33.8568,151.2153']],
    [`at 40°26′46″N 79°58′56″W`, ['40°26′46″N 79°58′56″W']],
    ['{"lat": 48.85837}', ['48.85837']],
    ['We parked at 17.9762, -57.9997.', ['17.9762, -57.9997']],
    ['95.12345, 200.12345', []],
    ['48.85, 2.29', []],
    ['price 12.3456', []],
  ];
  for (const [text, expected] of points)
    test(`coordinates in "${text}"`, () => assert.deepEqual(values(text, 'GPS_COORDINATES'), expected));
});
