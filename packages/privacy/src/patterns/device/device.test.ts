import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { EntityType } from '../../entity-types.ts';
import { createPatternRecogniser } from '../patterns.ts';
import { isVin } from './device.ts';

const recogniser = createPatternRecogniser();

function values(text: string, type: EntityType): string[] {
  return recogniser
    .find(text)
    .filter((f) => f.type === type && f.score >= 0.5)
    .map((f) => text.slice(f.start, f.end));
}

suite('vehicles, devices and patients', () => {
  const cases: readonly (readonly [type: EntityType, text: string, expected: readonly string[]])[] = [
    ['VEHICLE_ID', 'car 1M8GDM9AXKP042788', ['1M8GDM9AXKP042788']],
    ['VEHICLE_ID', 'car 1M8GDM9A0KP042788', []],
    ['VEHICLE_ID', 'VIN WVWZZZ1JZXW000010', ['WVWZZZ1JZXW000010']],
    ['VEHICLE_ID', 'license plate: 7ABC123', ['7ABC123']],
    ['VEHICLE_ID', 'Het kenteken is HL-235-G.', ['HL-235-G']],
    ['VEHICLE_ID', 'La voiture immatriculée ML-317-CD', ['ML-317-CD']],
    ['DEVICE_ID', 'IMEI 49-015420-323751-8', ['49-015420-323751-8']],
    ['DEVICE_ID', 'IMEI: 490154203237518', ['490154203237518']],
    ['DEVICE_ID', 'imsi 310150123456789', ['310150123456789']],
    ['DEVICE_ID', 'idfa=6D92078A-8246-4BA4-AE5B-76104861E7DC', ['6D92078A-8246-4BA4-AE5B-76104861E7DC']],
    ['DEVICE_ID', 'request 6D92078A-8246-4BA4-AE5B-76104861E7DC', []],
    ['DEVICE_ID', 'serial number: C02XK1ABJGH5', ['C02XK1ABJGH5']],
    ['MEDICAL_RECORD_NUMBER', 'MRN: 00123456', ['00123456']],
    ['MEDICAL_RECORD_NUMBER', 'patient id 445566', ['445566']],
    ['MEDICAL_RECORD_NUMBER', 'order 445566', []],
  ];
  for (const [type, text, expected] of cases)
    test(`${type} in "${text}"`, () => assert.deepEqual(values(text, type), expected));

  test('the VIN of seventeen ones is sound', () => {
    assert.equal(isVin('11111111111111111'), true);
    assert.equal(isVin('11111111211111111'), false);
  });
});
