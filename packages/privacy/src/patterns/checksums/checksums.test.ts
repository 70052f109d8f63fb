import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { base58Version } from './base58.ts';
import { bech32Kind } from './bech32.ts';
import { icaoCheckDigit } from './icao.ts';
import { mod11And10, mod11Dash2 } from './iso7064.ts';
import { luhn } from './luhn.ts';
import { ibanCheck } from './mod97.ts';
import { verhoeff } from './verhoeff.ts';
import { digitAt, weightedSum } from './weighted.ts';

suite('checksums', () => {
  test('Luhn accepts published test cards and refuses a changed digit', () => {
    for (const card of [
      '4111111111111111',
      '5555555555554444',
      '378282246310005',
      '6011111111111117',
      '3530111333300000',
    ]) {
      assert.equal(luhn(card), true, card);
      assert.equal(luhn(`${card.slice(0, -1)}${(digitAt(card, card.length - 1) + 1) % 10}`), false, card);
    }
    assert.equal(luhn(''), false);
  });

  test('mod 97 accepts the examples of the IBAN registry', () => {
    for (const iban of [
      'GB82WEST12345698765432',
      'DE89370400440532013000',
      'FR1420041010050500013M02606',
      'NO9386011117947',
      'MT84MALT011000012345MTLCAST001S',
    ]) {
      assert.equal(ibanCheck(iban), true, iban);
    }
    assert.equal(ibanCheck('GB82WEST12345698765433'), false);
  });

  test('Verhoeff accepts 2363 and refuses every change of one digit', () => {
    assert.equal(verhoeff('2363'), true);
    for (const wrong of ['2364', '2373', '3263']) assert.equal(verhoeff(wrong), false, wrong);
  });

  test('ISO 7064 sums accept published numbers', () => {
    assert.equal(mod11And10('86095742719'), true);
    assert.equal(mod11And10('86095742718'), false);
    assert.equal(mod11Dash2('11010519491231002X'), true);
    assert.equal(mod11Dash2('110105194912310021'), false);
  });

  test('ICAO check digits are those of Doc 9303', () => {
    assert.equal(icaoCheckDigit('L898902C3'), 6);
    assert.equal(icaoCheckDigit('740812'), 2);
    assert.equal(icaoCheckDigit('120415'), 9);
  });

  test('base58check gives the version of known addresses and nothing for damaged ones', () => {
    assert.equal(base58Version('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'), 0);
    assert.equal(base58Version('3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'), 5);
    assert.equal(base58Version('rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh', true), 0);
    assert.equal(base58Version('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb'), undefined);
    assert.equal(base58Version('1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a'), undefined);
  });

  test('bech32 tells the vectors of BIP 173 and BIP 350 apart', () => {
    assert.equal(bech32Kind('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'), 'bech32');
    assert.equal(bech32Kind('bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0'), 'bech32m');
    assert.equal(bech32Kind('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5'), undefined);
    assert.equal(bech32Kind('bc1'), undefined);
  });

  test('a single changed digit never passes Luhn', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{8,18}$/),
        fc.nat(17),
        fc.integer({ min: 1, max: 9 }),
        (digits, place, change) => {
          const index = place % digits.length;
          const changed =
            digits.slice(0, index) + String((digitAt(digits, index) + change) % 10) + digits.slice(index + 1);
          assert.ok(!(luhn(digits) && luhn(changed)));
        },
      ),
    );
  });

  test('weights are applied from the left', () => {
    assert.equal(weightedSum('123', [1, 10, 100]), 321);
  });
});
