import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { it, type TestContext } from 'node:test';
import { PACKAGE_MEDIA_TYPE, type Problem } from '@tensorguard/contract';
import { collectingLogger, waitFor } from '@tensorguard/testkit';
import { ACTOR_HEADER, serveBindings } from '../../testing/contract-server.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { openReleaseDesk, type ReleaseDeskOptions } from '../../testing/release-desk.ts';
import { ledgerEvents } from '../../testing/tenants.ts';
import { publisherRoutes } from '../publishers/routes.ts';
import { releaseRoutes } from './routes.ts';

const headers = { [ACTOR_HEADER]: 'owner', 'content-type': PACKAGE_MEDIA_TYPE };

eachDatabase('routes of releases', (open) => {
  const setUp = async (t: TestContext, options: ReleaseDeskOptions = {}) => {
    const desk = await openReleaseDesk(t, await open(), options);
    const logger = collectingLogger();
    const bindings = [...releaseRoutes(desk.releases), ...publisherRoutes(desk.publishers)];
    const url = await serveBindings(t, bindings, { owner: desk.operator }, logger);
    return { ...desk, url, logger };
  };

  it('takes a package over HTTP and gives back the same bytes', async (t) => {
    const { pack, url } = await setUp(t);
    const bytes = await pack();
    const response = await fetch(`${url}/v1/releases`, { method: 'POST', headers, body: new Uint8Array(bytes) });
    assert.equal(response.status, 201);
    const { release } = (await response.json()) as { release: { id: string; digest: string } };
    const got = await fetch(`${url}/v1/releases/${release.id}/package`, { headers });
    assert.equal(got.headers.get('etag'), `"${release.digest}"`);
    assert.equal(got.headers.get('content-disposition'), 'attachment; filename="direction-1.tgsp"');
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), bytes);
  });

  it('tells why a package is refused', async (t) => {
    const { url } = await setUp(t);
    const response = await fetch(`${url}/v1/releases`, { method: 'POST', headers, body: 'no package' });
    assert.equal(response.status, 422);
    const problem = (await response.json()) as Problem;
    assert.deepEqual(
      [problem.code, problem.reason, problem.detail],
      ['package_refused', 'bad_magic', 'Not a TGSP package.'],
    );
  });

  it('refuses a body of unknown length at the limit, and says so before the caller has sent all', async (t) => {
    const { url, folder, database, operator } = await setUp(t, { maxPackageBytes: 200_000 });
    const upload = request(`${url}/v1/releases`, { method: 'POST', headers });
    upload.on('error', () => undefined);
    const answered = once(upload, 'response');
    upload.write(Buffer.alloc(300_000));
    const [response] = await answered;
    assert.equal(response.statusCode, 413);
    upload.destroy();
    assert.deepEqual(await readdir(`${folder}/blobs/incoming`), []);
    const declared = request(`${url}/v1/releases`, {
      method: 'POST',
      headers: { ...headers, 'content-length': 200_001 },
    });
    declared.on('error', () => undefined);
    declared.flushHeaders();
    assert.equal((await once(declared, 'response'))[0].statusCode, 413);
    declared.destroy();
    const events = await ledgerEvents(database, operator.tenantId);
    assert.deepEqual(
      events.filter(({ type }) => type === 'release.refused').map(({ data }) => data['reason']),
      ['body_too_large', 'body_too_large'],
    );
  });

  it('tells an upload that finds no place when to come back', async (t) => {
    const { url, folder } = await setUp(t, { maxConcurrentUploads: 1 });
    const upload = request(`${url}/v1/releases`, { method: 'POST', headers });
    upload.on('error', () => undefined);
    upload.write(Buffer.alloc(1000));
    await waitFor(async () => (await readdir(`${folder}/blobs/incoming`)).length === 1);
    const second = await fetch(`${url}/v1/releases`, { method: 'POST', headers, body: 'a package' });
    assert.deepEqual([second.status, second.headers.get('retry-after')], [503, '5']);
    const problem = (await second.json()) as Problem;
    assert.deepEqual([problem.code, problem.reason], ['unavailable', 'uploads_busy']);
    upload.destroy();
    await waitFor(async () => {
      const third = await fetch(`${url}/v1/releases`, { method: 'POST', headers, body: 'a package' });
      return third.status === 422;
    });
  });

  it('leaves nothing of a caller who goes away in the middle', async (t) => {
    const { url, folder, pack, logger, database, operator } = await setUp(t);
    const bytes = await pack();
    const upload = request(`${url}/v1/releases`, {
      method: 'POST',
      headers: { ...headers, 'content-length': bytes.length },
    });
    upload.on('error', () => undefined);
    upload.write(bytes.subarray(0, 300_000));
    await waitFor(async () => (await readdir(`${folder}/blobs/incoming`)).length === 1);
    upload.destroy();
    await waitFor(() => logger.of('request_refused').length === 1);
    assert.equal(logger.of('request_refused')[0]!['code'], 'request_malformed');
    assert.deepEqual(await readdir(`${folder}/blobs`, { recursive: true }), ['incoming']);
    const { type, data } = (await ledgerEvents(database, operator.tenantId)).at(-1)!;
    const { reason, receivedBytes } = data as { reason: string; receivedBytes: number };
    assert.deepEqual([type, reason], ['release.refused', 'body_aborted']);
    assert.ok(receivedBytes > 0 && receivedBytes <= 300_000, String(receivedBytes));
  });

  it('refuses another media type before it reads', async (t) => {
    const { url } = await setUp(t);
    const response = await fetch(`${url}/v1/releases`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/zip' },
      body: 'PK',
    });
    assert.equal(response.status, 415);
  });

  it('answers every read with what the contract says', async (t) => {
    const { url, pack, upload, publisherId } = await setUp(t);
    const { release } = await upload(await pack());
    const reads = [
      '/v1/packaging-key',
      '/v1/lines',
      '/v1/releases?line=direction&state=available&search=dir',
      `/v1/releases/${release.id}`,
      '/v1/publishers',
    ];
    for (const path of reads) {
      const response = await fetch(url + path, { headers: { [ACTOR_HEADER]: 'owner' } });
      assert.equal(response.status, 200, path);
    }
    const post = (path: string, body?: unknown) =>
      fetch(url + path, {
        method: 'POST',
        headers: { [ACTOR_HEADER]: 'owner', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    assert.equal((await post(`/v1/releases/${release.id}/verify`)).status, 200);
    assert.equal((await post(`/v1/releases/${release.id}/withdraw`, { reason: 'done' })).status, 200);
    const removal = await fetch(`${url}/v1/publishers/${publisherId}`, {
      method: 'DELETE',
      headers: { [ACTOR_HEADER]: 'owner' },
    });
    assert.equal(removal.status, 204);
    assert.equal((await fetch(`${url}/v1/releases`)).status, 401);
  });
});
