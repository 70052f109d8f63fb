import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { operatorRoutes } from '@tensorguard/contract';
import { digestOf, newId, systemClock } from '@tensorguard/core';
import { seededRandom, tempDir, waitFor } from '@tensorguard/testkit';
import { bind } from '../http/binding.ts';
import { serveBindings } from '../testing/contract-server.ts';
import type { BlobStore, OpenBlob } from './blob-store.ts';
import { openDirectoryBlobStore } from './directory/directory-blob-store.ts';
import { serveBlob } from './serve-blob.ts';
import { inPieces } from './testing/blob-store-contract.ts';

const content = seededRandom('serve-blob').bytes(300_000);
const digest = digestOf(content);
const etag = `"${digest}"`;

/** Serves one blob; gives its URL. */
async function served(t: TestContext, blobs: BlobStore, blobDigest = digest): Promise<string> {
  const route = bind(operatorRoutes.downloadRelease, (_, context) =>
    serveBlob(blobs, { digest: blobDigest, fileName: 'model-1.tgsp' }, context),
  );
  return `${await serveBindings(t, [route], {})}/v1/releases/${newId('rel')}/package`;
}

async function storeOf(t: TestContext, bytes = content): Promise<BlobStore> {
  const blobs = await openDirectoryBlobStore({ dir: await tempDir(t), clock: systemClock });
  await blobs.put(inPieces(bytes, 65_536), { maxBytes: bytes.length });
  return blobs;
}

/** A store that counts what is open and what is read. */
function watched(blobs: BlobStore): BlobStore & { openBlobs: number; readBytes: number } {
  const counts = { openBlobs: 0, readBytes: 0 };
  return Object.assign(Object.create(counts) as typeof counts, blobs, {
    async open(wanted: typeof digest): Promise<OpenBlob | undefined> {
      const blob = await blobs.open(wanted);
      if (!blob) return undefined;
      counts.openBlobs++;
      let closed = false;
      const noteClose = (): void => {
        if (!closed) counts.openBlobs--;
        closed = true;
      };
      const close = async (): Promise<void> => {
        noteClose();
        await blob.close();
      };
      return {
        ...blob,
        close,
        [Symbol.asyncDispose]: close,
        stream(range) {
          const reader = blob.stream(range).getReader();
          return new ReadableStream<Uint8Array<ArrayBuffer>>(
            {
              async pull(controller) {
                const { done, value } = await reader.read();
                if (done) {
                  noteClose();
                  controller.close();
                } else {
                  counts.readBytes += value.byteLength;
                  controller.enqueue(value);
                }
              },
              async cancel() {
                noteClose();
                await reader.cancel();
              },
            },
            { highWaterMark: 0 },
          );
        },
      };
    },
  });
}

describe('serving a blob', () => {
  it('gives the whole with its length and digest', async (t) => {
    const response = await fetch(await served(t, await storeOf(t)));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-length'), String(content.length));
    assert.equal(response.headers.get('etag'), etag);
    assert.equal(response.headers.get('accept-ranges'), 'bytes');
    assert.equal(response.headers.get('content-type'), 'application/vnd.tensorguard.tgsp');
    assert.equal(response.headers.get('content-disposition'), 'attachment; filename="model-1.tgsp"');
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
  });

  it('gives a range, and all ranges together give the whole', async (t) => {
    const url = await served(t, await storeOf(t));
    const parts: Buffer[] = [];
    for (const range of ['bytes=0-99999', 'bytes=100000-299998', 'bytes=-1']) {
      const response = await fetch(url, { headers: { range } });
      assert.equal(response.status, 206);
      parts.push(Buffer.from(await response.arrayBuffer()));
      assert.equal(response.headers.get('content-length'), String(parts.at(-1)!.length));
    }
    assert.deepEqual(Buffer.concat(parts), content);
  });

  const conditions: { name: string; headers: Record<string, string>; status: number; contentRange: string | null }[] = [
    {
      name: 'a range while If-Range holds',
      headers: { range: 'bytes=10-19', 'if-range': etag },
      status: 206,
      contentRange: 'bytes 10-19/300000',
    },
    {
      name: 'the whole when If-Range names other content',
      headers: { range: 'bytes=10-19', 'if-range': `"${digestOf('other')}"` },
      status: 200,
      contentRange: null,
    },
    {
      name: 'the whole when If-Range is weak',
      headers: { range: 'bytes=10-19', 'if-range': `W/${etag}` },
      status: 200,
      contentRange: null,
    },
    {
      name: 'the whole when If-Range is a date',
      headers: { range: 'bytes=10-19', 'if-range': 'Sat, 21 Nov 2026 04:00:00 GMT' },
      status: 200,
      contentRange: null,
    },
    { name: 'nothing new to who has it', headers: { 'if-none-match': etag }, status: 304, contentRange: null },
  ];
  for (const { name, headers, status, contentRange } of conditions) {
    it(`gives ${name}`, async (t) => {
      const response = await fetch(await served(t, await storeOf(t)), { headers });
      assert.equal(response.status, status);
      assert.equal(response.headers.get('content-range'), contentRange);
      const { length } = Buffer.from(await response.arrayBuffer());
      assert.equal(length, { 200: content.length, 206: 10, 304: 0 }[status]);
    });
  }

  it('says the size when no byte lies in the range', async (t) => {
    const blobs = watched(await storeOf(t));
    const response = await fetch(await served(t, blobs), { headers: { range: 'bytes=300000-' } });
    assert.equal(response.status, 416);
    assert.equal(response.headers.get('content-range'), 'bytes */300000');
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.equal(((await response.json()) as { code: string }).code, 'range_not_satisfiable');
    assert.equal(blobs.openBlobs, 0);
  });

  it('answers HEAD without opening a stream', async (t) => {
    const blobs = watched(await storeOf(t));
    const response = await fetch(await served(t, blobs), { method: 'HEAD' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-length'), String(content.length));
    assert.deepEqual([blobs.openBlobs, blobs.readBytes], [0, 0]);
  });

  it('says unavailable when the blob is gone', async (t) => {
    const response = await fetch(await served(t, await storeOf(t), digestOf('gone')));
    assert.equal(response.status, 503);
  });

  it('reads no faster than the caller takes, and closes the blob when the caller leaves', async (t) => {
    const large = seededRandom('large').bytes(64 * 1024 * 1024);
    const blobs = watched(await storeOf(t, large));
    const request = get(await served(t, blobs, digestOf(large)));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response, 'readable');
    let before = -1;
    await waitFor(
      () => {
        const settled = blobs.readBytes === before;
        before = blobs.readBytes;
        return settled;
      },
      { intervalMs: 200 },
    );
    assert.ok(
      blobs.readBytes < large.length / 2,
      `${blobs.readBytes} bytes were read for a caller that took almost none`,
    );
    assert.equal(blobs.openBlobs, 1);
    response.destroy();
    await waitFor(() => blobs.openBlobs === 0);
  });
});
