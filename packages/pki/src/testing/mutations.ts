import * as fc from 'fast-check';

/** Bytes like the given ones with a few of them replaced, cut out, doubled or inserted: what a fuzzer would send. */
export function mutationsOf(original: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.nat(original.length - 1),
    remove: fc.nat(4),
    insert: fc.uint8Array({ maxLength: 4 }),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) =>
      edits.reduce<Uint8Array>(
        (bytes, { at, remove, insert }) =>
          Uint8Array.from([...bytes.subarray(0, at), ...insert, ...bytes.subarray(at + remove)]),
        original,
      ),
    );
}
