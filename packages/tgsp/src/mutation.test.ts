import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { checkManifest } from './container/check-manifest.ts';
import { encodeHeader } from './container/header.ts';
import { TgspError } from './errors.ts';
import { MAX_FILES } from './limits.ts';
import { MANIFEST_PAYLOAD_TYPE, type Manifest } from './manifest.ts';
import { inspectHeader, openPackage } from './open-package.ts';
import { bytesPackageSource } from './package-source.ts';
import { signEnvelope } from './signing/envelope.ts';
import { createHybridSigner } from './signing/hybrid-signer.ts';
import { pack, patterned, publisher, recipient, trust, withFolder } from './testing/sample.ts';

const bytes = await withFolder(async (folder) => {
  const files = [
    { path: 'a', source: patterned(70_000), role: 'model' as const },
    { path: 'b', source: patterned(5), role: 'other' as const },
  ];
  await pack(join(folder, 'p'), files, { chunkSize: 65_536 });
  return readFile(join(folder, 'p'));
});
const { manifest, headerSize } = await openPackage(bytesPackageSource(bytes), trust);

async function openWhole(candidate: Uint8Array, options: Parameters<typeof openPackage>[1]): Promise<void> {
  const opened = await openPackage(bytesPackageSource(candidate), options);
  const contentKey = await opened.unwrapContentKey(recipient.privateKey);
  await opened.verifyPayload(contentKey);
}

test('the unchanged package opens', () => openWhole(bytes, trust));

const byteChange = fc.record({ at: fc.nat(bytes.byteLength - 1), xor: fc.integer({ min: 1, max: 255 }) });
const headerChange = fc.record({ at: fc.nat(headerSize - 1), xor: fc.integer({ min: 1, max: 255 }) });

for (const [name, change] of [
  ['anywhere', byteChange],
  ['in the header', headerChange],
] as const) {
  test(`a changed byte ${name} is refused with a code, whoever is trusted`, async () => {
    await fc.assert(
      fc.asyncProperty(change, async ({ at, xor }) => {
        const mutated = Buffer.from(bytes);
        mutated[at]! ^= xor;
        await assert.rejects(openWhole(mutated, trust), TgspError);
        await assert.rejects(openWhole(mutated, { trust: 'any' }), TgspError);
      }),
      { numRuns: 150 },
    );
  });
}

test('cut, extended and spliced packages are refused with a code', async () => {
  const position = fc.nat(bytes.byteLength);
  await fc.assert(
    fc.asyncProperty(position, position, fc.uint8Array({ maxLength: 40 }), async (from, to, middle) => {
      const mutated = Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(to)]);
      if (mutated.equals(bytes)) return;
      await assert.rejects(openWhole(mutated, trust), TgspError);
    }),
    { numRuns: 150 },
  );
});

test('bytes that are no package are refused with a code', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.boolean(), async (noise, withMagic) => {
      const start = withMagic ? Buffer.from('5447535002000000', 'hex') : Buffer.alloc(0);
      const candidate = Buffer.concat([start, noise]);
      await assert.rejects(openPackage(bytesPackageSource(candidate), { trust: 'any' }), TgspError);
      await assert.rejects(inspectHeader(bytesPackageSource(candidate)), TgspError);
    }),
    { numRuns: 200 },
  );
});

test('any JSON value as a manifest is accepted whole or refused with a code', () => {
  const members = Object.keys(manifest) as (keyof Manifest)[];
  fc.assert(
    fc.property(fc.constantFrom(...members), fc.jsonValue({ maxDepth: 4 }), (member, value) => {
      refusesOrAccepts({ ...manifest, [member]: value });
      refusesOrAccepts(value);
    }),
    { numRuns: 500 },
  );
});

test('more files than the limit are refused before they are looked at', () => {
  const files = Array.from({ length: MAX_FILES + 1 }, () => null);
  assert.throws(
    () => checkManifest({ ...manifest, files }),
    (error: unknown) => error instanceof TgspError && error.code === 'too_many_files',
  );
});

test('a member of a manifest named like a prototype is refused', () => {
  const text = JSON.stringify({ ...manifest, provenance: { source: 'x' } });
  for (const hostile of ['"__proto__":{"x":1},', '"constructor":1,']) {
    refuses(JSON.parse(text.replace('"source"', `${hostile}"source"`)));
    refuses(JSON.parse(`{${hostile}${text.slice(1)}`));
  }
});

test('a trusted signer that signs nonsense gets a code, not a crash', async () => {
  const signer = createHybridSigner(publisher.privateKey);
  const nested = JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`) as unknown;
  for (const value of [null, 1, 'x', [], {}, nested, { ...manifest, files: null }, { ...manifest, files: nested }]) {
    const header = encodeHeader(await signEnvelope(MANIFEST_PAYLOAD_TYPE, value, signer));
    await assert.rejects(openPackage(bytesPackageSource(header), trust), TgspError);
  }
});

function refuses(value: unknown): void {
  assert.throws(() => checkManifest(value), TgspError);
}

function refusesOrAccepts(value: unknown): void {
  try {
    assert.deepEqual(checkManifest(value).manifest, value);
  } catch (error) {
    if (error instanceof TgspError) return;
    throw error;
  }
}
