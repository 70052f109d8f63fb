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

  test('cards are found with unusual marks, blanks, cells and lines between regular groups', () => {
    for (const between of ['\t', '\n', '\r\n', '/', '_', '.', '  ', ' - ', '- ']) {
      for (const groups of ['4111 1111 1111 1111', '3782 822463 10005']) {
        const card = groups.replaceAll(' ', between);
        assert.equal(first(`It was ${card}, he said`, 'CREDIT_CARD')?.value, card);
      }
    }
    for (const card of ['4111-1111 1111-1111', '4111 1111\n1111 1111'])
      assert.equal(first(`It was ${card}.`, 'CREDIT_CARD')?.value, card);
  });

  test('a card ends before its expiration date and code', () => {
    for (const rest of [' 123', ' 12/27', ' 12/27 123', ' 1227', ' 2 times'])
      assert.equal(first(`4111 1111 1111 1111${rest}`, 'CREDIT_CARD')?.value, '4111 1111 1111 1111');
  });

  test('rows and columns of numbers, dates, versions and prices are no cards', () => {
    for (const text of [
      '4111\t1111\t1111\t1111\t1111',
      '1111\n4111\n1111\n1111\n1111',
      '4111\n1111\n1111\n1111\n2024',
      '411\t1111\t1111\t11111',
      '4111/1111_1111.1111',
      '4111.1111.1111.1111.1',
      'v4111.1111.1111.1111',
      '4111\n1111\n1111\n1112',
      '4111, 1111, 1111, 1111',
      '2019  2020  2021  2022',
      '4111 1111 1111 1111 5222',
      '1234 4111 1111 1111 1111',
      '41.11\t11.11\t11.11\t11.11',
    ])
      assert.equal(first(text, 'CREDIT_CARD'), undefined, JSON.stringify(text));
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

  test('IBANs are found with unusual marks, blanks, cells and lines between groups of four', () => {
    for (const between of ['\t', '\n', '/', '_', '.', '  ', ' - ']) {
      const iban = 'GB82 WEST 1234 5698 7654 32'.replaceAll(' ', between);
      assert.equal(first(`pay to ${iban} now`, 'IBAN_CODE')?.value, iban);
      assert.equal(first(`pay to ${iban.replace('GB82', 'GB83')} now`, 'IBAN_CODE'), undefined);
    }
    assert.equal(first('to GB82/WEST.1234/5698/7654/32', 'IBAN_CODE'), undefined);
    assert.equal(first('to GB82W/EST1/2345/6987/6543/2', 'IBAN_CODE'), undefined);
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
    assert.equal(first('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', 'CRYPTO'), undefined);
  });

  test('the groups of an IBAN are no card, also beside a word of cards', () => {
    const text = 'cancel the direct debit on SE30 6718 2647 0231 6862 9804 today';
    assert.ok((first(text, 'IBAN_CODE')?.score ?? 0) > (first(text, 'CREDIT_CARD')?.score ?? 0));
  });

  test('capitals of Ethereum addresses are checked as EIP-55 says; its examples fit', () => {
    for (const address of [
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
      '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
      '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
    ]) {
      assert.equal(first(`to ${address}.`, 'CRYPTO')?.score, 0.98);
      const changed = address.replace(/[a-f]/, (letter) => letter.toUpperCase());
      assert.equal(first(`to ${changed}.`, 'CRYPTO')?.score, 0.6);
      assert.equal(first(`my wallet is ${changed}.`, 'CRYPTO')?.score, 0.75);
    }
    for (const address of [
      '0x52908400098527886E0F7030069857D2E4169EE7',
      '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
      '0xde709f2102306220921060314715629080e2fb77',
      '0x27b1fdb04752bbc536007a920d24acb045561c26',
    ])
      assert.equal(first(`to ${address}.`, 'CRYPTO')?.score, 0.8);
  });

  test('verification codes and PINs are secrets behind their names', () => {
    for (const [text, value] of [
      ['CVV: 123', '123'],
      ['the cvc is 4711', '4711'],
      ['cvv2=987, thanks', '987'],
      ['CVC code 123.', '123'],
      ['my PIN is 4711', '4711'],
      ['"pin": "4711"', '4711'],
    ] as const)
      assert.equal(first(text, 'SECRET')?.value, value, text);
    for (const text of [
      'pin 13 is high',
      'pin 1024',
      'PIN code 560001',
      'cvv 12345',
      'CVC of 2019',
      'pin: 3.3V',
      'pin is 1234-5',
    ])
      assert.equal(first(text, 'SECRET'), undefined, text);
  });

  test('routing numbers have a check digit and need a word; accounts need a word', () => {
    assert.equal(isRoutingNumber('121000358'), true);
    assert.equal(isRoutingNumber('121000359'), false);
    assert.ok((first('routing 121000358', 'US_BANK_ROUTING')?.score ?? 0) >= 0.9);
    assert.ok((first('it is 121000358', 'US_BANK_ROUTING')?.score ?? 1) < 0.5);
    assert.equal(first('account number 945456787654', 'US_BANK_ACCOUNT')?.value, '945456787654');
    assert.equal(first('it is 945456787654', 'US_BANK_ACCOUNT'), undefined);
  });

  test('wallets of many chains are found by their checksums', () => {
    for (const wallet of [
      'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
      'TPtYyZYkERUqewmS6Kjbu3kwp8bAnAPr19',
      'cosmos1vqpjljwsynsn58dugz0w8ut7kun7t8ls2qkmsq',
      'GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ',
    ]) {
      const found = first(`It was ${wallet} there.`, 'CRYPTO');
      assert.equal(found?.value, wallet);
      assert.ok((found?.score ?? 0) >= 0.9, wallet);
      const other = wallet.endsWith('9') ? '8' : wallet.endsWith('a') ? 'c' : 'Q';
      assert.equal(first(`It was ${wallet.slice(0, -1)}${other} there.`, 'CRYPTO'), undefined, wallet);
    }
  });

  test('an address of Solana needs a word, as it has no checksum', () => {
    const wallet = '7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV';
    assert.equal(first(`SOL wallet ${wallet}`, 'CRYPTO')?.value, wallet);
    assert.equal(first(`digest ${wallet}`, 'CRYPTO'), undefined);
  });

  test('a BIC stands after "bank code" or before its name too', () => {
    for (const text of ['bank code COBADEFF.', 'Is DIHTES2L really the SWIFT/BIC you have?'])
      assert.ok((first(text, 'BIC')?.score ?? 0) >= 0.8, text);
    assert.ok((first('the bank has COBADEFF', 'BIC')?.score ?? 0) < 0.5);
  });
});
