import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeAddresses } from './addresses.ts';
import { makePeople } from './people.ts';
import { makeRandom } from './random.ts';

const random = makeRandom(5);
const addresses = makeAddresses(random, makePeople(random));

test('an address in pieces has a street first and a town', () => {
  for (let round = 0; round < 300; round++) {
    const pieces = round % 2 === 0 ? addresses.pieces() : addresses.block();
    assert.equal(pieces[0]?.type, 'STREET_ADDRESS');
    assert.ok(pieces.some(({ type }) => type === 'GPE'));
    assert.ok(
      pieces.every(
        ({ text, type }) => text !== '' && (type !== undefined || /^[\s,()-]*$/.test(text) || text.length < 8),
      ),
    );
    assert.doesNotMatch(pieces.map(({ text }) => text).join(''), /[~#]{2}|undefined/);
  }
});

test('a block has several lines, pieces have one', () => {
  for (let round = 0; round < 50; round++) {
    const text = (pieces: readonly { text: string }[]): string => pieces.map((piece) => piece.text).join('');
    assert.match(text(addresses.block()), /\n/);
    assert.doesNotMatch(text(addresses.pieces()), /\n/);
    assert.notEqual(addresses.whole(), '');
  }
});
