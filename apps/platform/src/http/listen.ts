import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Time for a client to send its headers, milliseconds. */
const HEADERS_TIMEOUT_MS = 15_000;
/** Time for an idle connection to live, milliseconds; a little more than usual proxies keep theirs. */
const KEEP_ALIVE_MS = 65_000;
/** Requests under way have this long to end when the server stops, milliseconds. */
const DRAIN_MS = 10_000;

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Stops accepting, lets requests end, then closes what is left. */
  readonly close: () => Promise<void>;
}

/** Starts a server with limits against slow clients. Uploads may take long, so only headers have a deadline. */
export async function listen(server: Server, host: string, port: number): Promise<Listening> {
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = 0;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
