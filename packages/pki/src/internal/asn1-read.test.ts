import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as asn1js from 'asn1js';
import * as fc from 'fast-check';
import { PkiError } from '../errors.ts';
import { withCode } from '../testing/authorities.ts';
import { mutationsOf } from '../testing/mutations.ts';
import {
  booleanOf,
  bitsOf,
  contentOf,
  contextTag,
  elements,
  enumeratedOf,
  explicitValue,
  hexIntegerOf,
  namedBitsOf,
  numberOf,
  octetsOf,
  oidOf,
  parseDer,
  rawOf,
  setElements,
  tagged,
  timeOf,
  type Asn1Node,
} from './asn1-read.ts';
import { integer, integerFromHex, namedBits, nullValue, octetString, oid, sequence, time } from './asn1-write.ts';

const LIMITS = { maxBytes: 1000, maxNodes: 100 };
const parse = (hex: string): Asn1Node => parseDer(Buffer.from(hex, 'hex'), LIMITS);

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

describe('strict DER', () => {
  const refused: [string, string][] = [
    ['nothing', ''],
    ['a lone tag', '30'],
    ['missing content', '3003020101'.slice(0, -2)],
    ['a byte after the value', '300000'],
    ['an indefinite length', '30800000'],
    ['a long length form for a short length', '30810302 0101'.replace(' ', '')],
    ['a length with leading zeros', `308200 80${'00'.repeat(128)}`.replace(' ', '')],
    ['elements longer than their parent', '30010500'],
    ['elements shorter than their parent', '3003050000'],
    ['an end-of-contents tag', '0000'],
    ['a high tag number', 'bf210500'],
    ['a length of five octets', '30850000000000'],
    ['a constructed octet string', '2403040100'],
    ['a primitive sequence', '1000'],
    ['a reserved length', '30ff'],
    ['nesting beyond the limit', '3080'.repeat(40)],
    ['bytes beyond the limit', `308203e8${'0500'.repeat(500)}`],
    ['values beyond the limit', `3081c8${'0500'.repeat(100)}`],
  ];
  for (const [name, hex] of refused) {
    it(`refuses ${name}`, () => assert.throws(() => parse(hex), withCode('der_invalid')));
  }

  it('refuses deep nesting of valid DER', () => {
    let der = Buffer.from('3000', 'hex');
    for (let depth = 0; depth < 40; depth++) der = Buffer.concat([Buffer.from([0x30, der.length]), der]);
    assert.throws(() => parseDer(der, LIMITS), withCode('der_invalid'));
  });

  const wrong: [string, string, (node: Asn1Node) => unknown][] = [
    ['a negative integer', '0201ff', hexIntegerOf],
    ['an integer with a needless zero', '02020001', hexIntegerOf],
    ['an empty integer', '0200', hexIntegerOf],
    ['an octet string as integer', '040101', hexIntegerOf],
    ['an integer beyond safe numbers', '02080fffffffffffffff', numberOf],
    ['a boolean that is neither', '010101', booleanOf],
    ['a long boolean', '0102ffff', booleanOf],
    ['a bit string of broken bytes', '03020100', bitsOf],
    ['an empty bit string', '0300', bitsOf],
    ['an integer as bit string', '020100', namedBitsOf],
    ['an integer as enumerated', '020100', enumeratedOf],
    ['a long enumerated', '0a020100', enumeratedOf],
    ['a null as OID', '0500', oidOf],
    ['an empty OID', '0600', oidOf],
    ['an OID that breaks off', '06022a86', oidOf],
    ['an OID with a needless octet', '06032a8003', oidOf],
    ['an OID with an enormous arc', '06092affffffffffffff7f', oidOf],
    ['a null as octets', '0500', octetsOf],
    ['a set as sequence', '3100', elements],
    ['a sequence as set', '3000', setElements],
    ['a universal tag as context tag', '3000', tagged],
    ['a primitive context tag as constructed', '800101', tagged],
    ['two values under an explicit tag', 'a00405000500', explicitValue],
    ['a sequence as primitive', '3000', contentOf],
    ['a time without seconds', '170b32361231303130303030', timeOf],
    ['the 31st of February', `170d${Buffer.from('260231000000Z').toString('hex')}`, timeOf],
    ['a time zone', `1711${Buffer.from('260101000000+0100').toString('hex')}`, timeOf],
    ['fractions of a second', `1812${Buffer.from('20260101000000.50Z').toString('hex')}`, timeOf],
    ['a string as time', '0c0161', timeOf],
  ];
  for (const [name, hex, read] of wrong) {
    it(`does not read ${name}`, () => {
      assert.throws(() => read(parse(hex)), withCode('der_invalid'));
    });
  }

  it('does not read what is missing', () => {
    for (const read of [elements, setElements, oidOf, octetsOf, bitsOf, hexIntegerOf, timeOf, rawOf]) {
      assert.throws(() => read(undefined), withCode('der_invalid'));
    }
    assert.equal(contextTag(undefined), undefined);
  });

  it('reads back what was written', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.uniqueArray(fc.nat(20), { minLength: 1 }),
        fc.integer({ min: -631_152_000, max: 4_000_000_000 }),
        (number, bytes, bits, seconds) => {
          bytes[0] = bytes[0]! | 1;
          const hex = Buffer.from(bytes).toString('hex');
          const der = sequence(
            integer(number),
            integerFromHex(hex),
            octetString(bytes),
            namedBits(bits),
            time(seconds * 1000),
          );
          const [a, b, c, d, e] = elements(parseDer(der, LIMITS));
          assert.equal(numberOf(a), number);
          assert.equal(hexIntegerOf(b), hex);
          assert.deepEqual(new Uint8Array(octetsOf(c)), bytes);
          assert.deepEqual(
            [...namedBitsOf(d)],
            bits.toSorted((x, y) => x - y),
          );
          assert.equal(timeOf(e), seconds * 1000);
        },
      ),
    );
  });

  it('reads the same tree as another decoder does, whenever it reads one at all', () => {
    const sample = sequence(
      integer(5),
      sequence(oid('1.2.840.10045.4.3.2'), nullValue()),
      octetString(Buffer.alloc(200)),
    );
    const shape = (node: Asn1Node): unknown => [
      node.tag,
      node.raw.toString('hex'),
      node.children.map((child) => shape(child)),
    ];
    const theirShape = (node: asn1js.BaseBlock): unknown => [
      node.valueBeforeDecodeView[0],
      Buffer.from(node.valueBeforeDecodeView).toString('hex'),
      node instanceof asn1js.Constructed ? node.valueBlock.value.map((child) => theirShape(child)) : [],
    ];
    let accepted = 0;
    fc.assert(
      fc.property(mutationsOf(sample), (bytes) => {
        const ours = attempt(() => parseDer(bytes, LIMITS));
        // The other decoder also looks into values, such as a time, and throws or gives -1; that is done by type here.
        const theirs = attempt(() => asn1js.fromBER(bytes, { parseEmbedded: false }));
        if (ours === undefined || theirs === undefined || theirs.offset === -1) return;
        accepted++;
        assert.deepEqual(shape(ours), theirShape(theirs.result));
      }),
      { numRuns: 3000 },
    );
    assert.ok(accepted > 100, String(accepted));
  });

  it('writes what another encoder writes', () => {
    const arcs = fc
      .array(fc.nat(2 ** 31 - 1), { minLength: 1, maxLength: 6 })
      .map((list) => ['1', '2', ...list].join('.'));
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(
        arcs,
        fc.bigInt({ min: 0n, max: 2n ** 160n }),
        seconds,
        fc.uint8Array({ maxLength: 300 }),
        (id, number, at, bytes) => {
          const valueDate = new Date(at * 1000);
          const TheirTime = valueDate.getUTCFullYear() < 2050 ? asn1js.UTCTime : asn1js.GeneralizedTime;
          const theirs = new asn1js.Sequence({
            value: [
              new asn1js.ObjectIdentifier({ value: id }),
              asn1js.Integer.fromBigInt(number),
              new TheirTime({ valueDate }),
              new asn1js.OctetString({ valueHex: bytes }),
            ],
          });
          const ours = sequence(oid(id), integer(number), time(at * 1000), octetString(bytes));
          assert.deepEqual(ours, Buffer.from(theirs.toBER()));
          assert.equal(oidOf(parseDer(oid(id), LIMITS)), id);
        },
      ),
    );
  });

  it('gives nothing but PkiError for random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          parseDer(bytes, LIMITS);
        } catch (error) {
          assert.ok(error instanceof PkiError && error.code === 'der_invalid', String(error));
        }
      }),
      { numRuns: 3000 },
    );
  });
});
