import { ApiError, PACKAGE_MEDIA_TYPE } from '@tensorguard/contract';
import { expect, test } from 'vitest';
import { FakeUpload } from '../../../dev/fake-upload.ts';
import { fixtureRelease, fixtureReleases } from '../../../dev/fixtures/releases.ts';
import { uploadPackage } from './upload-package.ts';

const release = fixtureRelease(fixtureReleases()[0]!);
const file = new File(['0123456789'], 'model.tgsp');

function start() {
  const request = new FakeUpload();
  const sent: number[] = [];
  const abort = new AbortController();
  const answer = uploadPackage({
    file,
    onProgress: (bytes) => sent.push(bytes),
    signal: abort.signal,
    createRequest: () => request.asRequest(),
  });
  const failure = answer.then(
    () => undefined,
    (error: unknown) => error as ApiError,
  );
  return { request, sent, abort, answer, failure };
}

test('a package is sent as it is, with progress', async () => {
  const { request, sent, answer } = start();
  expect([request.method, request.url, request.headers['content-type']]).toEqual([
    'POST',
    '/v1/releases',
    PACKAGE_MEDIA_TYPE,
  ]);
  expect(request.sent).toBe(file);
  request.progress(4);
  request.progress(10);
  request.answer(201, { release, created: true });
  expect((await answer).release.id).toBe(release.id);
  expect(sent).toEqual([4, 10]);
});

test('a refusal keeps its code and its reason', async () => {
  const { request, failure } = start();
  const problem = {
    type: 'x',
    title: 'The package is refused',
    status: 422,
    code: 'package_refused',
    reason: 'signature_invalid',
  };
  request.answer(422, problem);
  const error = await failure;
  expect(error).toBeInstanceOf(ApiError);
  expect([error?.code, error?.status, error?.problem?.reason]).toEqual(['package_refused', 422, 'signature_invalid']);
});

test.each([
  ['an answer that is not JSON', 200, '<html>', 'answer_invalid'],
  ['an answer that does not fit', 201, '{"release":{}}', 'answer_invalid'],
  ['a problem that is none', 502, 'bad gateway', 'answer_invalid'],
])('%s is a coded error', async (_, status, body, code) => {
  const { request, failure } = start();
  request.answer(status, body);
  expect((await failure)?.code).toBe(code);
});

test('a broken connection and a called-off upload are coded errors', async () => {
  const broken = start();
  broken.request.fail();
  expect((await broken.failure)?.code).toBe('unreachable');
  const called = start();
  called.abort.abort();
  expect((await called.failure)?.code).toBe('aborted');
});
