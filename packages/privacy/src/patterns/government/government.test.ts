import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createPatternRecogniser } from '../patterns.ts';

const recogniser = createPatternRecogniser();

function best(text: string, name: string): { value: string; score: number } | undefined {
  const found = recogniser.find(text).filter((finding) => finding.recogniser === name);
  const top = found.toSorted((a, b) => b.score - a.score)[0];
  return top === undefined ? undefined : { value: text.slice(top.start, top.end), score: top.score };
}

/** Published examples of each number, in the form in which its authority prints it. */
const DISTINCT = [
  ['us-ssn', '536-90-4399'],
  ['us-itin', '912-70-1234'],
  ['uk-nino', 'AB123456C'],
  ['uk-nino', 'AB 12 34 56 C'],
  ['fr-nir', '2 55 08 14 168 025 38'],
  ['es-dni', '12345678Z'],
  ['es-dni', 'X1234567L'],
  ['it-codice-fiscale', 'RSSMRA85T10A562S'],
  ['be-rijksregister', '85.07.30-033.28'],
  ['ch-ahv', '756.9217.0769.85'],
  ['se-personnummer', '811228-9874'],
  ['fi-hetu', '131052-308T'],
  ['lv-code', '161175-19997'],
  ['cz-sk-rodne-cislo', '710319/2745'],
  ['cn-resident', '11010519491231002X'],
  ['sg-nric', 'S1234567D'],
  ['in-pan', 'ABCPE1234F'],
  ['br-cpf', '390.533.447-05'],
  ['ar-cuit', '20-05536168-2'],
  ['cl-rut', '12.531.909-2'],
  ['mx-curp', 'BOXW310820HNERXN09'],
  ['us-mbi', '1EG4-TE5-MK73'],
  ['uk-nhs', '943 476 5919'],
] as const;

/** Numbers of digits alone: low without a word, high beside it. */
const BARE = [
  ['de-steuer-id', '86095742719', 'Steuer-ID'],
  ['nl-bsn', '111222333', 'BSN'],
  ['pt-nif', '501964843', 'NIF'],
  ['at-svnr', '1237010180', 'SVNR'],
  ['pl-pesel', '44051401359', 'PESEL'],
  ['no-fodselsnummer', '15108695088', 'fødselsnummer'],
  ['ro-cnp', '1630615123457', 'CNP'],
  ['bg-egn', '7523169263', 'EGN'],
  ['gr-amka', '01013099997', 'AMKA'],
  ['tr-tckn', '17291716060', 'TCKN'],
  ['hr-oib', '33392005961', 'OIB'],
  ['ee-lt-code', '36805280109', 'isikukood'],
  ['in-aadhaar', '234123412346', 'Aadhaar'],
  ['jp-my-number', '123456789018', 'My Number'],
  ['au-tfn', '123456782', 'TFN'],
  ['nz-ird', '49091850', 'IRD'],
  ['ca-sin', '123456782', 'SIN'],
  ['il-id', '039337423', 'Teudat Zehut'],
  ['za-id', '7503305044089', 'South African ID'],
  ['us-npi', '1245319599', 'NPI'],
  ['lu-id', '1893120105732', 'national ID'],
  ['ie-pps', '1234567FA', 'PPS'],
  ['th-id', '1101700230708', 'Thai ID'],
  ['kr-rrn', '9710139019902', 'RRN'],
  ['is-kennitala', '1201743399', 'identity number'],
  ['jmbg', '0101006500006', 'national ID'],
] as const;

suite('numbers of states', () => {
  for (const [name, value] of DISTINCT) {
    test(`${name} is found by its form and check alone: ${value}`, () => {
      const found = best(`It reads ${value}, they said.`, name);
      assert.equal(found?.value, value);
      assert.ok((found?.score ?? 0) >= 0.5);
    });
  }

  for (const [name, value, word] of BARE) {
    test(`${name} needs a word to be sure of ${value}`, () => {
      const alone = best(`It reads ${value}, they said.`, name);
      const named = best(`${word}: ${value}`, name);
      assert.equal(named?.value, value);
      assert.ok((named?.score ?? 0) >= 0.9);
      assert.ok(alone === undefined || alone.score <= 0.6, String(alone?.score));
    });
  }

  test('a wrong check digit is not found', () => {
    const wrong = [
      ['es-dni', '12345678A'],
      ['it-codice-fiscale', 'RSSMRA85T10A562T'],
      ['br-cpf', '390.533.447-06'],
      ['cn-resident', '110105194912310021'],
      ['uk-nhs', '943 476 5918'],
      ['ch-ahv', '756.9217.0769.86'],
      ['us-ssn', '666-12-1234'],
      ['us-ssn', '000-12-1234'],
      ['uk-nino', 'GB123456C'],
    ] as const;
    for (const [name, value] of wrong) assert.equal(best(`It reads ${value}.`, name), undefined, `${name} ${value}`);
  });

  test('nine bare digits are a social security number only beside a word', () => {
    assert.equal(best('ticket 536904399', 'us-ssn'), undefined);
    assert.equal(best('my SSN is 536904399', 'us-ssn')?.value, '536904399');
  });

  test('a machine-readable zone is found by its check digits, with the line of the name', () => {
    const second = 'L898902C36UTO7408122F1204159ZE184226B<<<<<10';
    const first = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<';
    assert.equal(best(`scan: ${second}.`, 'passport-mrz')?.value, second);
    assert.equal(best(`scan:\n${first}\n${second}\n`, 'passport-mrz')?.value, `${first}\n${second}`);
    assert.equal(best(`scan: ${second.replace('7408122', '7408123')}`, 'passport-mrz'), undefined);
  });

  test('passports and licences without check digits need a word', () => {
    assert.equal(best('passport no. C01X00T47', 'passport')?.value, 'C01X00T47');
    assert.equal(best('passport no. K1234567', 'passport')?.value, 'K1234567');
    assert.equal(best('part K1234567', 'passport'), undefined);
    assert.equal(best("driver's license D1234567", 'us-driver-license')?.value, 'D1234567');
    assert.equal(best('part D1234567', 'us-driver-license'), undefined);
    assert.equal(best('Personalausweis L01X00T471', 'de-personalausweis')?.value, 'L01X00T471');
  });
});
