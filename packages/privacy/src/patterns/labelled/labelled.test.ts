import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createPatternRecogniser } from '../patterns.ts';

const recogniser = createPatternRecogniser();

function labelled(text: string): string[] {
  return recogniser
    .find(text)
    .filter((finding) => finding.recogniser.startsWith('labelled-'))
    .map(({ type, start, end }) => `${type} ${text.slice(start, end)}`);
}

const FOUND = [
  ['Paspoortnummer XN8HV0TL9, geldig', 'PASSPORT XN8HV0TL9'],
  ['Meine Reisepassnummer ist CC48TG652.', 'PASSPORT CC48TG652'],
  ['my Indian passport, no. N1739828.', 'PASSPORT N1739828'],
  ['паспорт 4510 123456', 'PASSPORT 4510 123456'],
  ['Passport X1234567 12/03/1999', 'PASSPORT X1234567'],
  ['{"passportNumber": "X1234567"}', 'PASSPORT X1234567'],
  ['| Name | Passport |\n|---|---|\n| Ann | LF3928173 |', 'PASSPORT LF3928173'],
  ['Peruvian DNI 67740073 (ID card).', 'NATIONAL_ID 67740073'],
  ['Carnet de identidad 4567891 LP', 'NATIONAL_ID 4567891 LP'],
  ['beneficiary account # 1895320804', 'US_BANK_ACCOUNT 1895320804'],
  ['Account number: 56342267\nBank', 'US_BANK_ACCOUNT 56342267'],
  ['<td>bank_account_number</td><td>5536778645</td>', 'US_BANK_ACCOUNT 5536778645'],
  ['| role | Account number (checking) |\n|---|---|\n| admin | 597017343 |', 'US_BANK_ACCOUNT 597017343'],
  ['mrn: 133-37-117\ntier: gold', 'MEDICAL_RECORD_NUMBER 133-37-117'],
  ['<td>Patient ID</td>\n<td>00483921</td>', 'MEDICAL_RECORD_NUMBER 00483921'],
] as const;

const NOT_FOUND = [
  'Math.sin(1000000)',
  'the passport office at 20190412',
  'Bank account opened 2019-04-12',
  'account number, 45.50 EUR',
  'nit: rename var123456 please',
  'passport fee $1234567',
  'the mrn is 1111111',
  'account number 12345678@example.com',
];

suite('labelled values', () => {
  for (const [text, expected] of FOUND)
    test(`found: ${JSON.stringify(text)}`, () => assert.ok(labelled(text).includes(expected), labelled(text).join()));

  for (const text of NOT_FOUND) test(`not found: ${text}`, () => assert.deepEqual(labelled(text), []));
});
