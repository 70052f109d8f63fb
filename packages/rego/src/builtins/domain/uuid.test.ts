import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { jsonText } from '../../value/json.ts';
import { refuses, run } from './internal/run-for-test.ts';
import { randBuiltins } from './rand.ts';
import { uuidBuiltins } from './uuid.ts';

const parsed: readonly (readonly [string, string | undefined])[] = [
  ['00000000-0000-4000-8000-000000000000', '{"variant":"RFC4122","version":4}'],
  ['{00000000-0000-4000-c000-000000000000}', '{"variant":"Microsoft","version":4}'],
  ['URN:UUID:00000000-0000-7000-e000-000000000000', '{"variant":"Future","version":7}'],
  ['00000000000050000000000000000000', '{"variant":"Reserved","version":5}'],
  [
    // RFC 9562, A.1
    'C232AB00-9414-11EC-B3C8-9F6BDECED846',
    '{"clocksequence":13256,"macvariables":"local:multicast","nodeid":"9f-6b-de-ce-d8-46","time":1645557742000000000,"variant":"RFC4122","version":1}',
  ],
  [
    '000003e8-48b9-21ee-b202-025096b39f47',
    '{"clocksequence":12802,"domain":"Org","id":1000,"macvariables":"local:unicast","nodeid":"02-50-96-b3-9f-47","time":1693566990121469600,"variant":"RFC4122","version":2}',
  ],
  ['00000000-0000-4000-8000-00000000000', undefined],
  ['00000000-0000-4000-8000-00000000000g', undefined],
  ['00000000-0000-4000-80000-0000000000', undefined],
  ['', undefined],
];

for (const [text, wanted] of parsed) {
  test(`${JSON.stringify(text)} is ${wanted === undefined ? 'no UUID' : 'taken apart'}`, () => {
    const value = run(uuidBuiltins, 'uuid.parse', [text]);
    assert.equal(value === undefined ? undefined : jsonText(value), wanted);
  });
}

test('a UUID is random, of version 4, and the same for one key in one evaluation', () => {
  const parts = { capabilities: { randomBytes }, memo: new Map<string, unknown>() };
  const first = run(uuidBuiltins, 'uuid.rfc4122', ['a'], parts) as string;
  assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(run(uuidBuiltins, 'uuid.rfc4122', ['a'], parts), first);
  assert.notEqual(run(uuidBuiltins, 'uuid.rfc4122', ['b'], parts), first);
  refuses(uuidBuiltins, 'uuid.rfc4122', ['a'], 'capability_denied');
});

test('random numbers stay below the limit, are uniform, and are the same for the same arguments', () => {
  const counts = [0, 0, 0];
  for (let i = 0; i < 3_000; i++) {
    counts[Number(run(randBuiltins, 'rand.intn', [String(i), -3], { capabilities: { randomBytes } }))]!++;
  }
  assert.ok(
    counts.every((count) => count > 800),
    String(counts),
  );
  const parts = { capabilities: { randomBytes }, memo: new Map<string, unknown>() };
  const first = run(randBuiltins, 'rand.intn', ['a', 2n ** 62n], parts);
  assert.deepEqual(run(randBuiltins, 'rand.intn', ['a', 2n ** 62n], parts), first);
});

test('bits that would make some numbers likelier are drawn again', () => {
  const draws = [Buffer.alloc(8, 0xff), Buffer.alloc(8, 0)];
  const capabilities = { randomBytes: () => draws.shift()! };
  assert.equal(run(randBuiltins, 'rand.intn', ['a', 3], { capabilities }), 0);
  assert.equal(draws.length, 0);
});

test('random numbers need a whole limit and the capability', () => {
  assert.equal(run(randBuiltins, 'rand.intn', ['a', 0]), 0);
  refuses(randBuiltins, 'rand.intn', ['a', 1.5], 'eval_type_error');
  refuses(randBuiltins, 'rand.intn', ['a', 2n ** 64n], 'eval_type_error');
  refuses(randBuiltins, 'rand.intn', ['a', 1], 'capability_denied');
});
