/**
 * Serves the built console with fixture data, to look at pages while no platform runs. Development only; nothing of it
 * is in the bundle. `node apps/console/dev/fixture-server.ts [port]`
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { Fetch } from '@tensorguard/contract';
import { fakeFetch } from './fake-api.ts';
import { fixtureHandlers } from './fixture-handlers.ts';

const DIST = join(import.meta.dirname, '../dist');
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** Stricter than the platform's: no inline styles. What works here works there. */
const POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** Starts the server; port 0 takes a free one. */
export async function startFixtureServer(port = 0): Promise<Server> {
  const { fetch } = fakeFetch(await fixtureHandlers());
  const server = createServer((request, response) => {
    handle(fetch, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

async function handle(fetch: Fetch, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/';
  if (url === '/v1/changes') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': open\n\n');
    return;
  }
  if (url.startsWith('/v1/')) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const answer = await fetch(url, { method: request.method ?? 'GET', ...(body === '' ? {} : { body }) });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
    return;
  }
  const path = normalize(new URL(url, 'http://console.test').pathname);
  const file = extname(path) === '' ? 'index.html' : path;
  const content = await readFile(join(DIST, file)).catch(() => undefined);
  const type = MEDIA_TYPES[extname(file)] ?? 'application/octet-stream';
  response.writeHead(content ? 200 : 404, { 'content-type': type, 'content-security-policy': POLICY });
  response.end(content);
}

if (import.meta.main) {
  const server = await startFixtureServer(Number(process.argv[2] ?? 4173));
  process.stdout.write(`console with fixtures: http://127.0.0.1:${(server.address() as { port: number }).port}\n`);
}
