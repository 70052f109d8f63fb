import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP relay that can hold traffic back, to stop a transfer at a known place without touching either end. */
export interface HoldingProxy {
  readonly port: number;
  /** Bytes that came from the server since the last {@link release}. */
  readonly downBytes: number;
  /** Passes this many bytes from the server to clients and then holds the rest back. */
  holdDownAfter(bytes: number): void;
  /** Passes this many bytes from the server; after them nothing more goes up to it, while everything still comes down. */
  holdUpAfterDown(bytes: number): void;
  /** Drops the connections that were held and lets everything through; counts from 0 again. */
  release(): void;
  stop(): Promise<void>;
}

/** Starts a relay to a port on this machine. */
export async function startHoldingProxy(targetPort: number): Promise<HoldingProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let downBytes = 0;
  let downLimit = Infinity;
  let upLimit = Infinity;

  const apply = (): void => {
    for (const [client, upstream] of pairs) {
      if (downBytes >= downLimit) upstream.pause();
      if (downBytes >= upLimit) client.pause();
    }
  };
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    client.on('data', (chunk) => void upstream.write(chunk));
    upstream.on('data', (chunk) => {
      downBytes += chunk.length;
      if (!client.write(chunk)) {
        upstream.pause();
        client.once('drain', () => downBytes < downLimit && upstream.resume());
      }
      apply();
    });
    apply();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cutAll = (): void => {
    for (const [client, upstream] of pairs) {
      client.destroy();
      upstream.destroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    get downBytes() {
      return downBytes;
    },
    holdDownAfter(bytes) {
      downLimit = downBytes + bytes;
      apply();
    },
    holdUpAfterDown(bytes) {
      upLimit = downBytes + bytes;
      apply();
    },
    release() {
      [downBytes, downLimit, upLimit] = [0, Infinity, Infinity];
      cutAll();
    },
    async stop() {
      cutAll();
      server.close();
      await once(server, 'close');
    },
  };
}
