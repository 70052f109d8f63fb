import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Finding } from '../../finding.ts';
import { createPatternRecogniser } from '../patterns.ts';
import { hasIssuer } from './card.ts';
import { isRoutingNumber } from './us-bank.ts';

const recogniser = createPatternRecogniser();

function first(text: string, type: Finding['type']): { value: string; score: number } | undefined {
  const top = recogniser
    .find(text)
    .filter((f) => f.type === type)
    .toSorted((a, b) => b.score - a.score)[0];
  return top === undefined ? undefined : { value: text.slice(top.start, top.end), score: top.score };
}

suite('finance', () => {
  test('cards are found with Luhn and issuer, in groups too', () => {
    for (const card of [
      '4111111111111111',
      '4111 1111 1111 1111',
      '4111-1111-1111-1111',
      '3782 822463 10005',
      '30569309025904',
      '6011111111111117',
    ]) {
      const found = first(`It was ${card}.`, 'CREDIT_CARD');
      assert.equal(found?.value, card);
      assert.ok((found?.score ?? 0) >= 0.9, card);
    }
  });

  test('a wrong Luhn digit counts only beside a word, at a lower score', () => {
    assert.equal(first('It was 4111111111111112.', 'CREDIT_CARD'), undefined);
    const found = first('my card 4111111111111112 was lost', 'CREDIT_CARD');
    assert.equal(found?.value, '4111111111111112');
    assert.ok((found?.score ?? 1) <= 0.7);
  });

  test('issuers are ranges with lengths', () => {
    assert.equal(hasIssuer('2221000000000009'), true);
    assert.equal(hasIssuer('2220990000000000'), false);
    assert.equal(hasIssuer('4111'), false);
  });

  test('prices, order numbers, timestamps and hashes are no cards', () => {
    for (const text of [
      'ts=1700000000000',
      'order 100020003000',
      'total 1,234,567.89',
      'deadbeef4111111111111111',
      '4111111111111111-abc1',
    ]) {
      const found = first(text, 'CREDIT_CARD');
      assert.ok(found === undefined || found.score < 0.5, text);
    }
  });

  test('IBANs are found in any case and grouping', () => {
    for (const iban of [
      'GB82WEST12345698765432',
      'GB82 WEST 1234 5698 7654 32',
      'de89370400440532013000',
      'NO93 8601 1117 947',
    ]) {
      const found = first(`pay to ${iban} now`, 'IBAN_CODE');
      assert.equal(found?.value, iban);
      assert.ok((found?.score ?? 0) > 0.9);
    }
  });

  test('an IBAN that fails mod 97 has a lower score; wrong length or country is none', () => {
    assert.equal(first('to GB83WEST12345698765432', 'IBAN_CODE')?.score, 0.6);
    assert.equal(first('to GB82WEST1234569876543', 'IBAN_CODE'), undefined);
    assert.equal(first('to QQ82WEST12345698765432', 'IBAN_CODE'), undefined);
  });

  test('a BIC needs a word', () => {
    assert.equal(first('BIC: DEUTDEFF500', 'BIC')?.value, 'DEUTDEFF500');
    assert.equal(first('the DEUTDEFF code', 'BIC'), undefined);
    assert.equal(first('SWIFT CODEZZXX', 'BIC'), undefined);
  });

  test('wallets are found by their checksums', () => {
    for (const wallet of [
      '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
      '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
      'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
      'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh',
    ]) {
      assert.equal(first(`send to ${wallet}.`, 'CRYPTO')?.value, wallet);
    }
    assert.equal(first('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'CRYPTO')?.score, 0.8);
    assert.equal(first('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', 'CRYPTO'), undefined);
  });

  test('routing numbers have a check digit and need a word; accounts need a word', () => {
    assert.equal(isRoutingNumber('121000358'), true);
    assert.equal(isRoutingNumber('121000359'), false);
    assert.ok((first('routing 121000358', 'US_BANK_ROUTING')?.score ?? 0) >= 0.9);
    assert.ok((first('it is 121000358', 'US_BANK_ROUTING')?.score ?? 1) < 0.5);
    assert.equal(first('account number 945456787654', 'US_BANK_ACCOUNT')?.value, '945456787654');
    assert.equal(first('it is 945456787654', 'US_BANK_ACCOUNT'), undefined);
  });
});
