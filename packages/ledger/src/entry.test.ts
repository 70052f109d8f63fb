import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson, sha256 } from '@tensorguard/core';
import fc from 'fast-check';
import { encodeEntry, FIRST_PREVIOUS, MAX_ENTRY_BYTES, parseEntry, type EntryFields } from './entry.ts';
import { sampleDraft } from './internal/sample-log.ts';

const fields: EntryFields = { ...sampleDraft(3), seq: 0, previous: FIRST_PREVIOUS };

test('an entry is the canonical JSON of its members and its leaf hash is that of RFC 6962', () => {
  const { bytes, leafHash } = encodeEntry(fields);
  assert.equal(bytes.toString(), canonicalJson({ ...fields, v: 1 }));
  assert.deepEqual(leafHash, sha256(Buffer.concat([Buffer.from([0]), bytes])));
  assert.deepEqual(parseEntry(bytes), { ...fields, v: 1 });
});

test('any valid fields survive encoding', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => text.isWellFormed());
  const data = fc.dictionary(name, fc.jsonValue());
  fc.assert(
    fc.property(name, name, data, fc.maxSafeNat(), (id, tenant, value, seq) => {
      const entry = { ...fields, seq, tenant, actor: { kind: 'user', id }, data: JSON.parse(JSON.stringify(value)) };
      assert.equal(canonicalJson(parseEntry(encodeEntry(entry).bytes)), canonicalJson({ ...entry, v: 1 }));
    }),
  );
});

const badFields: Record<string, Partial<Record<keyof EntryFields, unknown>>> = {
  'a negative seq': { seq: -1 },
  'a fractional seq': { seq: 1.5 },
  'a seq past exact integers': { seq: 2 ** 53 },
  'a time without milliseconds': { time: '2026-01-01T00:00:00Z' },
  'a month that does not exist': { time: '2026-13-01T00:00:00.000Z' },
  'an empty tenant': { tenant: '' },
  'a tenant too long': { tenant: 'x'.repeat(600) },
  'a type with capitals': { type: 'Agent.Enrolled' },
  'an empty type': { type: '' },
  'previous of the wrong length': { previous: 'AAAA' },
  'previous with stray bits': { previous: `${'A'.repeat(42)}B=` },
  'data that is an array': { data: [] },
  'data with a number JSON has not': { data: { x: Number.NaN } },
  'a lone surrogate': { actor: { kind: 'user', id: '\ud800' } },
  'an actor without id': { actor: { kind: 'user' } },
  'an actor that is missing': { actor: undefined },
  'data nested too deep': { data: JSON.parse('{"a":'.repeat(40) + '1' + '}'.repeat(40)) },
};
for (const [name, change] of Object.entries(badFields)) {
  test(`refuses ${name}`, () => {
    assert.throws(() => encodeEntry({ ...fields, ...change } as EntryFields), { code: 'entry_invalid' });
  });
}

test('refuses an entry past the size that C2SP bundles can carry and takes one of exactly that size', () => {
  const room = MAX_ENTRY_BYTES - encodeEntry({ ...fields, data: { x: '' } }).bytes.length;
  assert.equal(encodeEntry({ ...fields, data: { x: 'y'.repeat(room) } }).bytes.length, MAX_ENTRY_BYTES);
  assert.throws(() => encodeEntry({ ...fields, data: { x: 'y'.repeat(room + 1) } }), { code: 'entry_too_large' });
});

test('refuses stored bytes that are not exactly an entry', () => {
  const { bytes } = encodeEntry(fields);
  const text = bytes.toString();
  const variants = {
    truncated: bytes.subarray(0, -1),
    'with trailing bytes': Buffer.concat([bytes, Buffer.from(' ')]),
    'of another version': Buffer.from(text.replace('"v":1', '"v":2')),
    'with white space': Buffer.from(text.replace('"v":1', '"v": 1')),
    'with a further member': Buffer.from(text.replace('"v":1}', '"v":1,"w":1}')),
    'not UTF-8': Buffer.concat([bytes.subarray(0, 16), Buffer.from([0xff]), bytes.subarray(16)]),
    'padded seq': Buffer.from(text.replace('"seq":0', '"seq":00')),
    empty: Buffer.alloc(0),
    'too long': Buffer.alloc(MAX_ENTRY_BYTES + 1, 0x20),
  };
  for (const [name, variant] of Object.entries(variants)) {
    assert.throws(() => parseEntry(variant), { code: 'entry_invalid' }, name);
  }
});

test('refuses every single flipped bit or changes the leaf hash', () => {
  const { bytes } = encodeEntry(fields);
  for (let bit = 0; bit < bytes.length * 8; bit += 3) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    try {
      assert.notEqual(canonicalJson(parseEntry(changed)), bytes.toString());
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'entry_invalid');
    }
  }
});
