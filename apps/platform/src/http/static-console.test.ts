import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { tempDir } from '@tensorguard/testkit';
import { loadStaticConsole } from './static-console.ts';

const INDEX = `<!doctype html><title>Console</title>${'x'.repeat(2000)}`;
const PICTURE = Buffer.from([137, 80, 78, 71, 0, 255]);

async function setUp(t: TestContext) {
  const dir = await tempDir(t);
  await mkdir(`${dir}/assets/deep`, { recursive: true });
  await writeFile(`${dir}/index.html`, INDEX);
  await writeFile(`${dir}/assets/app-1a2b.js`, 'console.log(1)');
  await writeFile(`${dir}/assets/deep/logo.png`, PICTURE);
  await writeFile(`${dir}/unknown.xyz`, 'x');
  const site = await loadStaticConsole(dir);
  return (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    site.serve(new Request(`http://console${path}`, { headers, method }));
}

test('files have their type, and those with a hash in their name are kept for ever', async (t) => {
  const get = await setUp(t);
  const cases: [string, string, string][] = [
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/assets/app-1a2b.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/deep/logo.png', 'image/png', 'public, max-age=31536000, immutable'],
    ['/unknown.xyz', 'application/octet-stream', 'no-cache'],
  ];
  for (const [path, type, caching] of cases) {
    const { headers } = get(path)!;
    assert.deepEqual([headers.get('content-type'), headers.get('cache-control')], [type, caching], path);
  }
  assert.deepEqual(Buffer.from(await get('/assets/deep/logo.png')!.arrayBuffer()), PICTURE);
});

test('a page of the app gets its index, with a policy that lets in nothing from elsewhere', async (t) => {
  const get = await setUp(t);
  for (const path of ['/', '/agents', '/agents/agt_1?tab=x', '/a/b/c']) {
    const response = get(path)!;
    assert.equal(await response.text(), INDEX, path);
    const policy = response.headers.get('content-security-policy')!;
    for (const rule of ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      assert.ok(policy.includes(rule), rule);
    }
    assert.ok(!/script-src[^;]*unsafe/.test(policy));
  }
  assert.equal(get('/assets/app-1a2b.js')!.headers.get('content-security-policy'), null);
});

test('what is not there is not there, and nothing outside of the folder is', async (t) => {
  const get = await setUp(t);
  for (const path of [
    '/missing.js',
    '/assets/app.css',
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
  ]) {
    assert.equal(get(path), undefined, path);
  }
});

test('compressed forms are the same content, by what the browser takes', async (t) => {
  const get = await setUp(t);
  const cases: [string, string | null][] = [
    ['', null],
    ['identity', null],
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['GZIP;q=0.5', 'gzip'],
    ['br;q=0, gzip;q=1.0', 'gzip'],
    ['gzip;q=0.000, br;q=0', null],
    ['brotli, xgzip', null],
  ];
  for (const [accepted, encoding] of cases) {
    const response = get('/', { 'accept-encoding': accepted })!;
    assert.equal(response.headers.get('content-encoding'), encoding, accepted);
    assert.equal(response.headers.get('vary'), 'accept-encoding');
    const body = Buffer.from(await response.arrayBuffer());
    const plain = encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
    assert.equal(plain.toString(), INDEX, accepted);
  }
  assert.equal(get('/assets/deep/logo.png', { 'accept-encoding': 'br' })!.headers.get('content-encoding'), null);
});

test('what a browser has already is not sent again', async (t) => {
  const get = await setUp(t);
  const etag = get('/')!.headers.get('etag')!;
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const response = get('/', { 'if-none-match': known })!;
    assert.deepEqual([response.status, await response.text(), response.headers.get('etag')], [304, '', etag], known);
  }
  assert.equal(get('/', { 'if-none-match': '"other"' })!.status, 200);
  const head = get('/', {}, 'HEAD')!;
  assert.deepEqual([head.status, await head.text()], [200, '']);
});

test('a console that is not built serves nothing', async (t) => {
  const site = await loadStaticConsole(`${await tempDir(t)}/dist`);
  assert.equal(site.serve(new Request('http://console/')), undefined);
});
