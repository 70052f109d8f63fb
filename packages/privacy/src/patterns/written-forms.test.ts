import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { EntityType } from '../entity-types.ts';
import { createDetector } from '../detect/detector.ts';

const detector = createDetector({ tagger: false });

function found(text: string, type: EntityType): string[] {
  const findings = detector.find(text).filter((finding) => finding.type === type);
  return findings.map(({ start, end }) => text.slice(start, end));
}

/** Ways of writing, with what is found in them. */
const WRITTEN: readonly (readonly [text: string, type: EntityType, ...values: string[]])[] = [
  ['OIB for the contract, signed 03. 07. 2024.', 'DATE_TIME', '03. 07. 2024'],
  ['Open between 13.57 and 14.23.', 'DATE_TIME', '13.57', '14.23'],
  ['liefst na 11.57 uur', 'DATE_TIME', '11.57 uur'],
  ['seen at 1441 UTC, again at 0930Z', 'DATE_TIME', '1441 UTC', '0930Z'],
  ['scadenza 05/24', 'DATE_TIME', '05/24'],
  ['<validThru>2017-01</validThru>', 'DATE_TIME', '2017-01'],
  ['am Freitag, 5. Juli', 'DATE_TIME', 'Freitag, 5. Juli'],
  ['[21/Jul/2020:15:51:31 +0000]', 'DATE_TIME', '21/Jul/2020:15:51:31 +0000'],
  ['version 13.57 of 14.23', 'DATE_TIME'],
  ['ratio 05/24', 'DATE_TIME'],
  ['part 1441 UTCX', 'DATE_TIME'],
  ['Mit 32 Jahren noch einmal studieren?', 'AGE', '32'],
  ['ages 10 and 4', 'AGE', '10', '4'],
  ['The youngest was 14, the oldest 61.', 'AGE', '14', '61'],
  ['the oldest 1.5 versions', 'AGE'],
  ['| Bank identifier code | Phone |\n|---|---|\n| GEBABEBB | 1 |', 'BIC', 'GEBABEBB'],
  [':57A:CTBAAU2S', 'BIC', 'CTBAAU2S'],
  ['part 57A BULLETIN', 'BIC'],
  ['GB29 NWBK 6016 1331 9268 19 / NWBKGB2L', 'BIC', 'NWBKGB2L'],
  ['routing;account\n054266463;9461473448', 'US_BANK_ACCOUNT', '9461473448'],
  ['<bankAccountNumber>721557283</bankAccountNumber>', 'US_BANK_ACCOUNT', '721557283'],
  ['Bank routing no. (9 digits): 021 000 021', 'US_BANK_ROUTING', '021 000 021'],
  ['DL# H280-533-46-307-9 State: FL', 'US_DRIVER_LICENSE', 'H280-533-46-307-9'],
  ['MBI 5M80 VX4 AE47', 'US_MBI', '5M80 VX4 AE47'],
  ['med rec no. H279014', 'MEDICAL_RECORD_NUMBER', 'H279014'],
  ['Reisepass mit der Nummer C7N5J3VN9', 'PASSPORT', 'C7N5J3VN9'],
  ['passport_us,ssn\n305238037,242-29-8852', 'US_PASSPORT', '305238037'],
  ['My US passport is 314389151 and the SSN is 453-65-3845.', 'US_SSN', '453-65-3845'],
  ['phone1,phone2\n4153045751,4153045752', 'PHONE_NUMBER', '4153045751', '4153045752'],
  ['npi,phone,zip\n1408488025,4153045751,98122', 'PHONE_NUMBER', '4153045751'],
  ['joignable au 01 23 89 84 45', 'PHONE_NUMBER', '01 23 89 84 45'],
  ['unter 01 234038057', 'PHONE_NUMBER', '01 234038057'],
  ['imei1,imei2\n490154203237518,356938035643809', 'DEVICE_ID', '490154203237518', '356938035643809'],
  ['its MAC is E462FDCEC1AF', 'MAC_ADDRESS', 'E462FDCEC1AF'],
  ['commit E462FDCEC1AF', 'MAC_ADDRESS'],
  ['My plates are WCN-1300, NY.', 'VEHICLE_ID', 'WCN-1300'],
  ['owner,plate\nx,1964 ZPJ\ny,B-AB 1234', 'VEHICLE_ID', '1964 ZPJ', 'B-AB 1234'],
  ["S 51° 59.113', E 8° 15.082'", 'GPS_COORDINATES', "S 51° 59.113', E 8° 15.082'"],
  ['N61° 00.211 E106° 22.972', 'GPS_COORDINATES', 'N61° 00.211 E106° 22.972'],
  ['Lisboa 1200-195', 'ZIP_CODE', '1200-195'],
  ['Singapore 018956', 'ZIP_CODE', '018956'],
  ['Anschrift: 80331 Berlin, Telefon', 'ZIP_CODE', '80331'],
  ['vivo en 28838 Madrid.', 'ZIP_CODE', '28838'],
  ['to 160 00 Praha on Monday', 'ZIP_CODE', '160 00'],
  ['sold to 12000 Americans.', 'ZIP_CODE'],
  ['They are Sydney NSW 2020.', 'ZIP_CODE', '2020'],
  ['collection 〒102-9994', 'ZIP_CODE', '102-9994'],
  ['Ship to: Mumbai 400 053\nPhone', 'ZIP_CODE', '400 053'],
  ['SV-Nr.: 1237 010180', 'NATIONAL_ID', '1237 010180'],
  ['my car (reg. no. 1-RRD-026)', 'VEHICLE_ID', '1-RRD-026'],
  ['his daughter is 5.', 'AGE', '5'],
  ['{"accountNumber":"953825110"}', 'US_BANK_ACCOUNT', '953825110'],
  ['Cep: 0501 204 87 58', 'ZIP_CODE'],
  ['Firmware 10.4.22.1 is installed', 'IP_ADDRESS'],
  ['the firmware of the camera at 10.4.22.1', 'IP_ADDRESS', '10.4.22.1'],
  ['lumomarket.in is down', 'DOMAIN_NAME', 'lumomarket.in'],
  ['the recipe is on veloforum.it', 'DOMAIN_NAME', 'veloforum.it'],
  ['const x = session.store;', 'DOMAIN_NAME'],
];

suite('a way of writing', () => {
  for (const [text, type, ...values] of WRITTEN)
    test(`${JSON.stringify(text)} has ${values.length === 0 ? 'no ' : ''}${type}`, () =>
      assert.deepEqual(found(text, type), values));
});
