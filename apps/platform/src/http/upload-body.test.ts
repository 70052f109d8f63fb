import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { listen } from './listen.ts';
import { uploadBody } from './upload-body.ts';

const STALL_MS = 150;

/** Serves one handler of bodies, and opens a request to it. */
async function setUp(t: TestContext, take: (incoming: IncomingMessage) => Promise<unknown>) {
  const taken = Promise.withResolvers<unknown>();
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const value = await take(incoming);
      response.end(String(value));
      taken.resolve(value);
    } catch (error) {
      taken.resolve(error);
    }
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  const { port, close } = await listen(server, '127.0.0.1', 0);
  t.after(async () => {
    server.closeAllConnections();
    await close();
  });
  const upload = request({ port, host: '127.0.0.1', method: 'POST' });
  upload.on('error', () => undefined);
  return { upload, taken: taken.promise };
}

async function sizeOf(body: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const piece of body) size += piece.length;
  return size;
}

test('a body comes whole, and silence after it does not count', async (t) => {
  const { upload, taken } = await setUp(t, async (incoming) => {
    const size = await sizeOf(uploadBody(incoming, STALL_MS));
    await setTimeout(3 * STALL_MS);
    return size;
  });
  upload.write(Buffer.alloc(100_000));
  upload.end(Buffer.alloc(1));
  const [response] = (await once(upload, 'response')) as [IncomingMessage];
  assert.deepEqual([await taken, (await response.toArray()).join('')], [100_001, '100001']);
});

test('a caller who falls silent is cut off, and the consumer hears of it', async (t) => {
  const { upload, taken } = await setUp(t, (incoming) => sizeOf(uploadBody(incoming, STALL_MS)));
  const closed = new Promise((resolve) => upload.once('close', resolve));
  upload.write(Buffer.alloc(1000));
  const error = await taken;
  assert.ok(error instanceof Error && /nothing came for 150 ms/.test(error.message), String(error));
  await closed;
});

test('a consumer that has enough can still answer', async (t) => {
  const { upload } = await setUp(t, async (incoming) => {
    for await (const _ of uploadBody(incoming)) break;
    return 'enough';
  });
  upload.write(Buffer.alloc(1000));
  const [response] = (await once(upload, 'response')) as [IncomingMessage];
  assert.equal((await response.toArray()).join(''), 'enough');
});
