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
  ['au-abn', '83 914 571 673'],
  ['sg-uen', '197401143C'],
  ['sg-uen', 'S16FC0121D'],
  ['in-gstin', '27AAPFU0939F1ZV'],
  ['in-vehicle', 'MH 12 DE 1433'],
  ['in-vehicle', '22 BH 1234 AB'],
  ['pl-nip', '856-734-62-15'],
  ['vat', 'DE136695976'],
  ['vat', 'DE 136695976'],
  ['vat', 'FR40303265045'],
  ['vat', 'FR 40 303 265 045'],
  ['vat', 'IT00743110157'],
  ['vat', 'ESJ99216582'],
  ['vat', 'NL004495445B01'],
  ['vat', 'BE0428759497'],
  ['vat', 'BE 0428.759.497'],
  ['vat', 'ATU13585627'],
  ['vat', 'PL8567346215'],
  ['vat', 'PT501964843'],
  ['vat', 'SE123456789701'],
  ['vat', 'GB980780684'],
  ['vat', 'GB 980 7806 84'],
  ['vat', 'CHE-100.155.212'],
  ['vat', 'DK13585628'],
  ['vat', 'FI20774740'],
  ['vat', 'IE6433435F'],
  ['vat', 'LU15027442'],
  ['us-driver-license-of-state', 'S530-460-84-123-0'],
  ['us-driver-license-of-state', 'S530-4568-4901'],
  ['us-driver-license-of-state', 'S530-4568-4901-09'],
  ['us-driver-license-of-state', 'S1234-56789-01234'],
  ['pt-cartao-de-cidadao', '70639001 8 NV6'],
  ['co-nit', '609.139.099-6'],
  ['do-cedula', '936-3857849-7'],
  ['ve-rif', 'G-24251083-8'],
  ['mx-rfc', 'GODE561231GR8'],
  ['br-cnpj', '35.167.591/0678-36'],
  ['uy-cedula', '1.234.567-2'],
  ['hk-id', 'G123456(A)'],
  ['tw-id', 'A123456789'],
  ['my-kad', '841216-60-6061'],
  ['pk-cnic', '27330-1615566-4'],
  ['ae-emirates-id', '784-1987-1234567-1'],
  ['ru-snils', '112-233-445 95'],
  ['de-rentenversicherung', '15 070649 C 103'],
  ['gh-card', 'GHA-123456789-0'],
  ['tz-nida', '19850312-12345-00001-21'],
  ['ke-kra-pin', 'A001234567Z'],
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
  ['au-acn', '004085616', 'ACN'],
  ['au-abn', '83914571673', 'ABN'],
  ['sg-uen', '00192200M', 'UEN'],
  ['in-voter', 'WKH1186253', 'voter ID'],
  ['it-vat', '00743110157', 'partita IVA'],
  ['pl-nip', '8567346215', 'NIP'],
  ['us-dea', 'BT1234563', 'DEA'],
  ['co-nit', '6091390996', 'NIT'],
  ['do-cedula', '93638578497', 'cédula'],
  ['ec-cedula', '2362798007', 'Ecuadorian cédula'],
  ['pe-ruc', '10113521967', 'RUC'],
  ['ua-rnokpp', '7565266200', 'РНОКПП'],
  ['ru-inn', '967682177010', 'ИНН'],
  ['gr-afm', '794670725', 'ΑΦΜ'],
  ['id-nik', '3250456507501428', 'NIK'],
  ['jmbg', '0101006500006', 'EMŠO'],
  ['pk-cnic', '2733016155664', 'CNIC'],
  ['eg-id', '29001011234567', 'Egyptian national ID'],
  ['ng-nin', '12345678901', 'NIN'],
  ['vn-citizen', '001099012345', 'CCCD'],
  ['lk-nic', '852341234V', 'NIC'],
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
      ['au-abn', '83 914 571 674'],
      ['sg-uen', '197401143D'],
      ['in-gstin', '27AAPFU0939F1ZW'],
      ['in-vehicle', 'ZZ 12 DE 1433'],
      ['us-dea', 'BT1234564'],
      ['us-dea', 'IT1234563'],
      ['vat', 'DE136695977'],
      ['vat', 'FR41303265045'],
      ['vat', 'ATU13585626'],
      ['vat', 'GB980780685'],
      ['vat', 'de136695976'],
      ['us-driver-license-of-state', 'S789-460-84-123-0'],
      ['us-driver-license-of-state', '13ABC84011'],
      ['pt-cartao-de-cidadao', '70639001 9 NV6'],
      ['co-nit', '609.139.099-5'],
      ['do-cedula', '936-3857849-8'],
      ['ve-rif', 'G-24251083-7'],
      ['mx-rfc', 'GODE561231GR9'],
      ['br-cnpj', '35.167.591/0678-37'],
      ['hk-id', 'G123456(9)'],
      ['tw-id', 'A123456788'],
      ['my-kad', '841316-60-6061'],
      ['ru-snils', '112-233-445 96'],
      ['ua-rnokpp', '7565266201'],
      ['gr-afm', '794670726'],
      ['ec-cedula', '2562798007'],
      ['de-rentenversicherung', '15 070649 C 104'],
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

  test('licences of every state are found beside a word, those of telling form more surely', () => {
    const licences = [
      ['1234567', 0.78], // Alabama, Alaska, and others
      ['A1234567', 0.78], // California
      ['92-123-4567', 0.85], // Colorado
      ['123AB4567', 0.85], // Iowa
      ['AB123456C', 0.85], // Idaho
      ['1234-56-7890', 0.85], // Indiana
      ['K12-34-5678', 0.85], // Kansas
      ['S12-345-678', 0.85], // Kentucky
      ['S-530-123-456-789', 0.85], // Maryland
      ['1234567890123', 0.78], // Montana
      ['01ABC84311', 0.85], // New Hampshire
      ['SMI-84-1234', 0.85], // North Dakota
      ['12 345 678', 0.85], // Pennsylvania
      ['1234567A', 0.78], // Vermont
      ['WDL123A45B67', 0.85], // Washington
    ] as const;
    for (const [value, score] of licences) {
      const text = `driver's license: ${value}.`;
      const found = recogniser.find(text).filter(({ type }) => type === 'US_DRIVER_LICENSE');
      const top = found.toSorted((a, b) => b.score - a.score)[0];
      assert.deepEqual([top && text.slice(top.start, top.end), top?.score], [value, score]);
      assert.ok((best(`part ${value}.`, 'us-driver-license-of-state')?.score ?? 0) <= 0.6, value);
    }
  });

  test('Italian cards and licences need a word', () => {
    assert.equal(best("carta d'identità CA00000AA", 'it-identity-card')?.score, 0.8);
    assert.equal(best('patente di guida RM1234567X', 'it-driver-license')?.score, 0.85);
    assert.ok((best('part CA00000AA', 'it-identity-card')?.score ?? 0) < 0.5);
    assert.ok((best('part RM1234567X', 'it-driver-license')?.score ?? 0) < 0.5);
  });

  test('passports and licences without check digits need a word', () => {
    assert.equal(best('passport no. C01X00T47', 'labelled-passport')?.value, 'C01X00T47');
    assert.equal(best('the passports are K1234567 and CZV264511', 'passport')?.value, 'CZV264511');
    assert.equal(best('part K1234567', 'passport'), undefined);
    assert.equal(best("driver's license D1234567", 'labelled-driver-license')?.value, 'D1234567');
    assert.equal(best('part D1234567', 'us-driver-license'), undefined);
    assert.equal(best('Personalausweis L01X00T471', 'de-personalausweis')?.value, 'L01X00T471');
  });

  test('a passport is one of the United States when they are named', () => {
    const typeOf = (text: string): string | undefined =>
      recogniser.find(text).toSorted((a, b) => b.score - a.score || b.end - b.start - (a.end - a.start))[0]?.type;
    for (const [text, type] of [
      ['US passport no. 699548079', 'US_PASSPORT'],
      ['the bearer of U.S. passport C15784906', 'US_PASSPORT'],
      ['note;us_passport_no\nvip;D24740969', 'US_PASSPORT'],
      ['My passport number is W57400564', 'PASSPORT'],
      ['renew passport 749504433', 'PASSPORT'],
      ['Chinese passport E57400564', 'PASSPORT'],
      ['German passport number CL74YW666', 'PASSPORT'],
    ] as const)
      assert.equal(typeOf(text), type, text);
  });

  test('commas join the cells of a line, not the groups of a number', () => {
    assert.equal(best('name,nif,active\nfoo,501964843,1', 'pt-nif')?.score, 0.95);
    assert.equal(best('nif: 1,501964843', 'pt-nif')?.value, '501964843');
    assert.equal(best('nif: 501964843,12 EUR', 'pt-nif'), undefined);
  });
});
