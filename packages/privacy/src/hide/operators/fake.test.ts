import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePhoneNumber } from 'libphonenumber-js/max';
import type { EntityType } from '../../entity-types.ts';
import { FAMILY_NAMES } from '../fake/family-names.ts';
import { GIVEN_NAMES } from '../fake/given-names.ts';
import { applyOperator } from '../operators.ts';
import { testClock, testKey } from '../testing/fixtures.ts';

const fake = (type: EntityType, value: string, scope = 's', fill = 7): string =>
  applyOperator({ type, value }, { operator: 'fake' }, { key: testKey(fill), scope, clock: testClock });

const samples: readonly (readonly [EntityType, string, RegExp])[] = [
  ['PERSON', 'Ada Lovelace', /^\S+ \S+ \S+-\S+$/],
  ['TITLE', 'Countess', /^[A-Z][a-z]+\.?$/],
  ['AGE', '36 years old', /^[1-8][0-9] years old$/],
  ['NRP', 'British', /^NRP#[0-9a-z]{16}$/],
  ['ORGANIZATION', 'Analytical Engines', /^\S+ \S+ & \S+ \S+$/],
  ['EMAIL_ADDRESS', 'ada@lovelace.uk', /^[a-z.-]+\.[0-9a-z]{6}@example\.org$/],
  ['PHONE_NUMBER', '(212) 736-5000', /^\([2-9]9\d\) [2-9]\d{2}-\d{4}$/],
  ['PHONE_NUMBER', '+44 20 7946 0958', /^\+44 \d{2} \d{4} \d{4}$/],
  ['PHONE_NUMBER', '0049 30 901820', /^0049 \d{2} \d{6}$/],
  ['PHONE_NUMBER', '911', /^PHONE_NUMBER#/],
  ['STREET_ADDRESS', '12 St James Square', /^\d{1,4} \S+ \S+ [A-Z][a-z]+$/],
  ['ZIP_CODE', '94105', /^\d{5}$/],
  ['ZIP_CODE', 'SW1Y 4LE', /^[A-Z]{2}\d[A-Z] \d[A-Z]{2}$/],
  ['GPE', 'London', /^[A-Z][a-z]+ \S+-\S+$/],
  ['GPS_COORDINATES', '51.5, -0.1', /^-?\d{1,2}\.\d{5}, -?\d{1,3}\.\d{5}$/],
  ['DATE_TIME', '1815-12-10', /^181[4-6]-\d{2}-\d{2}$/],
  ['DATE_TIME', 'December 10, 1815', /^[A-Z][a-z]+ \d{1,2}, 181[4-6]$/],
  ['DATE_TIME', '10th of DEC 1815 at noon', /^\d{1,2}(?:st|nd|rd|th) of [A-Z]{3} 181[4-6] at noon$/],
  ['DATE_TIME', 'yesterday', /^DATE_TIME#/],
  ['URL', 'https://a.uk/b', /^https:\/\/[a-z]{12}\.example\/[a-z]{12}$/],
  ['DOMAIN_NAME', 'a.uk', /^[a-z]{12}\.example$/],
  ['IP_ADDRESS', '8.8.8.8', /^2[45]\d\.\d+\.\d+\.\d+$/],
  ['IP_ADDRESS', '2001:4860::8888', /^2001:db8:/],
  ['MAC_ADDRESS', '00-1A-2B-3C-4D-5E', /^02(?:-[0-9a-f]{2}){5}$/],
  ['CREDIT_CARD', '4111-1111-1111-1111', /^41\d{2}(?:-\d{4}){3}$/],
  ['IBAN_CODE', 'GB29 NWBK 6016 1331 9268 19', /^GB\d{2} [A-Z]{4}(?: \d{4}){3} \d{2}$/],
  ['IBAN_CODE', 'GB', /^IBAN_CODE#/],
  ['US_SSN', '123-45-6789', /^9\d{2}-[0-4]\d-\d{4}$/],
  ['US_PASSPORT', 'C01234567', /^[A-Z]\d{8}$/],
  ['SECRET', 'sk_live_abcdef0123', /^[a-z]{2}_[a-z]{4}_[a-z]{6}\d{4}$/],
  ['SECRET', '123', /^SECRET#/],
];

for (const [type, value, form] of samples) {
  test(`fake of ${type} ${value} has the form ${form.source}, follows from the input, and differs by scope and key`, () => {
    const invented = fake(type, value);
    assert.match(invented, form);
    assert.equal(fake(type, value), invented);
    assert.notEqual(invented, value);
    if (['TITLE', 'AGE'].includes(type)) return;
    assert.notEqual(fake(type, value, 'other'), invented);
    assert.notEqual(fake(type, value, 's', 8), invented);
  });
}

test('spellings of one thing get fakes of one thing', () => {
  assert.equal(fake('PERSON', 'Ada  LOVELACE'), fake('PERSON', 'ada lovelace'));
  assert.equal(fake('EMAIL_ADDRESS', 'Ada@x.org'), fake('EMAIL_ADDRESS', 'ada@x.org'));
  assert.equal(fake('CREDIT_CARD', '4111 1111 1111 1111').replaceAll(' ', ''), fake('CREDIT_CARD', '4111111111111111'));
  assert.equal(fake('US_SSN', '123-45-6789').replaceAll('-', ''), fake('US_SSN', '123456789'));
});

test('thousands of values have as many fakes', () => {
  for (const type of ['PERSON', 'EMAIL_ADDRESS', 'CREDIT_CARD', 'STREET_ADDRESS'] as const) {
    const fakes = new Set<string>();
    for (let i = 0; i < 4000; i += 1) fakes.add(fake(type, `4111 1111 ${String(i).padStart(8, '0')}`));
    assert.equal(fakes.size, 4000, type);
  }
});

test('cards pass the Luhn check by the long way, whatever their length and spacing', () => {
  const card = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 19 });
  fc.assert(
    fc.property(card, fc.constantFrom('', ' ', '-'), (digits, gap) => {
      const value = digits.join('').replace(/(\d{4})(?=\d)/g, `$1${gap}`);
      const invented = fake('CREDIT_CARD', value);
      assert.equal(invented.replace(/\d/g, '0'), value.replace(/\d/g, '0'));
      const sum = Array.from(invented.replace(/\D/g, ''))
        .toReversed()
        .flatMap((digit, index) => Array.from(String(Number(digit) * (index % 2 === 1 ? 2 : 1)), Number))
        .reduce((total, digit) => total + digit, 0);
      assert.equal(sum % 10, 0);
    }),
  );
});

const ibans = [
  'GB29NWBK60161331926819',
  'DE89370400440532013000',
  'FR1420041010050500013M02606',
  'NO9386011117947',
  'MT84MALT011000012345MTLCAST001S',
];

for (const iban of ibans) {
  test(`an IBAN like ${iban.slice(0, 2)} has the right check digits by arithmetic on the whole number`, () => {
    const invented = fake('IBAN_CODE', iban);
    const digits = (invented.slice(4) + invented.slice(0, 4)).replace(/[A-Z]/g, (char) =>
      String(char.charCodeAt(0) - 55),
    );
    assert.equal(BigInt(digits) % 97n, 1n);
    assert.equal(invented.replace(/\d/g, '0').replace(/[A-Z]/g, 'A'), iban.replace(/\d/g, '0').replace(/[A-Z]/g, 'A'));
  });
}

test('phones keep their country, and no North American one can be assigned', () => {
  for (const phone of ['+4930901820', '+33142685300', '+12127365000', '+81335816111', '+79161234567']) {
    const invented = fake('PHONE_NUMBER', phone);
    assert.equal(invented.length, phone.length);
    assert.equal(parsePhoneNumber(invented).countryCallingCode, parsePhoneNumber(phone).countryCallingCode);
    if (phone.startsWith('+1')) assert.equal(parsePhoneNumber(invented).isValid(), false);
  }
});

test('social security numbers are in the 900s and no taxpayer numbers', () => {
  for (let i = 0; i < 500; i += 1)
    assert.match(fake('US_SSN', `123-45-${String(i).padStart(4, '0')}`), /^9\d\d-(?!00)[0-4]\d-(?!0000)\d{4}$/);
});

test('dates of a scope move by the same days, between 30 and 365, in another scope by others', () => {
  const shift = (date: string, scope: string): number =>
    (Date.parse(fake('DATE_TIME', date, scope)) - Date.parse(date)) / 86_400_000;
  const shifts = new Set<number>();
  for (let i = 0; i < 50; i += 1) {
    const days = shift('2001-02-28', `scope-${i}`);
    assert.equal(shift('2024-02-29', `scope-${i}`), days);
    assert.ok(Math.abs(days) >= 30 && Math.abs(days) <= 365);
    shifts.add(days);
  }
  assert.ok(shifts.size > 40 && Math.min(...shifts) < 0 && Math.max(...shifts) > 0);
});

test('addresses of hosts belong to nobody', () => {
  assert.equal(isIP(fake('IP_ADDRESS', '8.8.8.8')), 4);
  assert.equal(isIP(fake('IP_ADDRESS', '::1')), 6);
  assert.ok(Number(fake('IP_ADDRESS', '8.8.8.8').split('.')[0]) >= 240);
});

test('names: at least 200 given and 400 family, none twice, none with a space', () => {
  assert.ok(GIVEN_NAMES.length >= 200, `${GIVEN_NAMES.length}`);
  assert.ok(FAMILY_NAMES.length >= 400, `${FAMILY_NAMES.length}`);
  for (const names of [GIVEN_NAMES, FAMILY_NAMES]) {
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.every((name) => /^[A-Z][A-Za-z-]+$/.test(name)));
  }
});
