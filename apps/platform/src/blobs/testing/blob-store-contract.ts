import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { digestOf, type Digest } from '@tensorguard/core';
import { ManualClock } from '@tensorguard/testkit';
import type { BlobStore } from '../blob-store.ts';

/** Gives an empty store; the age of blobs follows the clock. */
export type OpenBlobStore = (t: TestContext, clock: ManualClock) => Promise<BlobStore>;

const MAX_BYTES = 1_000_000;
const UNKNOWN: Digest = digestOf('never stored');

/** A body in pieces. */
export async function* inPieces(bytes: Buffer, pieceBytes = 1000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.byteLength; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** All bytes of a stream. */
export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(stream));
}

/** What every blob store does. */
export function blobStoreContract(name: string, open: OpenBlobStore): void {
  const content = Buffer.from(Array.from({ length: 700_001 }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
  const digest = digestOf(content);
  const opened = (t: TestContext, clock = new ManualClock(Date.now())) => open(t, clock);

  describe(`blob store: ${name}`, () => {
    it('gives back what was put, by its SHA-256', async (t) => {
      const blobs = await opened(t);
      assert.deepEqual(await blobs.put(inPieces(content), { maxBytes: MAX_BYTES }), { digest, size: content.length });
      assert.equal(await blobs.exists(digest), true);
      await using blob = (await blobs.open(digest))!;
      assert.equal(blob.size, content.length);
      assert.deepEqual(await collect(blob.stream()), content);
    });

    it('takes an empty body', async (t) => {
      const blobs = await opened(t);
      const { digest: empty, size } = await blobs.put(inPieces(Buffer.alloc(0)), { maxBytes: MAX_BYTES });
      assert.deepEqual([empty, size], [digestOf(''), 0]);
      assert.deepEqual(await collect((await blobs.open(empty))!.stream()), Buffer.alloc(0));
    });

    it('reads at random and past the end', async (t) => {
      const blobs = await opened(t);
      await blobs.put(inPieces(content), { maxBytes: MAX_BYTES });
      await using blob = (await blobs.open(digest))!;
      assert.deepEqual(Buffer.from(await blob.read(300_000, 70_000)), content.subarray(300_000, 370_000));
      assert.deepEqual(Buffer.from(await blob.read(700_000, 10)), content.subarray(700_000));
      assert.equal((await blob.read(800_000, 10)).byteLength, 0);
      const target = Buffer.alloc(5);
      assert.equal(await blob.readInto(target, 699_998), 3);
      assert.deepEqual(target.subarray(0, 3), content.subarray(699_998));
    });

    it('streams a range, and closes itself at its end and when it is cancelled', async (t) => {
      const blobs = await opened(t);
      await blobs.put(inPieces(content), { maxBytes: MAX_BYTES });
      const part = (await blobs.open(digest))!;
      assert.deepEqual(await collect(part.stream({ start: 5, end: 600_000 })), content.subarray(5, 600_000));
      await assert.rejects(part.read(0, 1));
      const left = (await blobs.open(digest))!;
      const reader = left.stream().getReader();
      await reader.read();
      await reader.cancel();
      await assert.rejects(left.read(0, 1));
    });

    it('takes the same bytes twice', async (t) => {
      const clock = new ManualClock(Date.now());
      const blobs = await opened(t, clock);
      await blobs.put(inPieces(content), { maxBytes: MAX_BYTES });
      await using blob = (await blobs.open(digest))!;
      await blobs.put(inPieces(content), { maxBytes: MAX_BYTES });
      assert.deepEqual(await collect(blob.stream()), content);
      await clock.advance(60_000);
      assert.deepEqual(await Array.fromAsync(blobs.list(0)), [digest]);
    });

    it('has nothing of a blob that it does not know', async (t) => {
      const blobs = await opened(t);
      assert.equal(await blobs.open(UNKNOWN), undefined);
      assert.equal(await blobs.exists(UNKNOWN), false);
      assert.equal(await blobs.remove(UNKNOWN), false);
    });

    it('removes a blob, which readers that have it open still see', async (t) => {
      const blobs = await opened(t);
      await blobs.put(inPieces(content), { maxBytes: MAX_BYTES });
      await using blob = (await blobs.open(digest))!;
      assert.equal(await blobs.remove(digest), true);
      assert.equal(await blobs.exists(digest), false);
      assert.deepEqual(await collect(blob.stream()), content);
    });

    const refused: { name: string; code: string; put: (blobs: BlobStore) => Promise<unknown> }[] = [
      {
        name: 'a body over the limit',
        code: 'body_too_large',
        put: (blobs) => blobs.put(inPieces(content), { maxBytes: content.length - 1 }),
      },
      {
        name: 'a body that breaks off',
        code: 'request_malformed',
        put: (blobs) => blobs.put(breakingOff(content), { maxBytes: MAX_BYTES }),
      },
      {
        name: 'a body with another digest',
        code: 'request_malformed',
        put: (blobs) => blobs.put(inPieces(content), { maxBytes: MAX_BYTES, expectedDigest: UNKNOWN }),
      },
      {
        name: 'a body that the check refuses',
        code: 'refused_by_check',
        put: (blobs) =>
          blobs.put(inPieces(content), {
            maxBytes: MAX_BYTES,
            check: async (blob, stored) => {
              assert.deepEqual(stored, { digest, size: content.length });
              assert.deepEqual(Buffer.from(await blob.read(0, content.length)), content);
              assert.equal(await blobs.exists(digest), false, 'it is not visible before the check has passed');
              throw Object.assign(new Error('no'), { code: 'refused_by_check' });
            },
          }),
      },
    ];
    for (const { name: what, code, put } of refused) {
      it(`refuses ${what} and keeps nothing of it`, async (t) => {
        const clock = new ManualClock(Date.now());
        const blobs = await opened(t, clock);
        await assert.rejects(put(blobs), { code });
        await clock.advance(1_000_000);
        assert.equal(await blobs.exists(digest), false);
        assert.deepEqual(await Array.fromAsync(blobs.list(0)), []);
        assert.equal(await blobs.sweepInterrupted(0), 0);
      });
    }

    it('keeps a body that the expected digest and the check accept', async (t) => {
      const blobs = await opened(t);
      await blobs.put(inPieces(content), { maxBytes: content.length, expectedDigest: digest, check: async () => {} });
      assert.equal(await blobs.exists(digest), true);
    });

    it('lists and removes by age', async (t) => {
      const clock = new ManualClock(Date.now());
      const blobs = await opened(t, clock);
      await blobs.put(inPieces(content), { maxBytes: MAX_BYTES });
      assert.deepEqual(await Array.fromAsync(blobs.list(60_000)), []);
      assert.equal(await blobs.remove(digest, 60_000), false);
      await clock.advance(120_000);
      assert.deepEqual(await Array.fromAsync(blobs.list(60_000)), [digest]);
      assert.equal(await blobs.remove(digest, 60_000), true);
    });
  });
}

async function* breakingOff(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes.subarray(0, 1000);
  throw new Error('aborted');
}
