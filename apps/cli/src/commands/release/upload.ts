import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { operatorRoutes } from '@tensorguard/contract';
import { filePackageSource, openPackage } from '@tensorguard/tgsp';
import { readAnswer } from '../../api/api-session.ts';
import { defineCommand } from '../../command/command-spec.ts';
import type { Progress } from '../../output/progress.ts';
import { describeRelease } from './release-details.ts';

/** Bytes that are read from the file at once. */
const READ_BYTES = 1024 * 1024;

export const releaseUploadCommand = defineCommand({
  name: 'upload',
  summary: 'Upload a package: it becomes the next release of its line',
  details:
    'The header is verified here first, so that a broken file is refused before it is sent. The platform verifies the whole package.',
  examples: ['tensorguard release upload direction.tgsp'],
  prints: 'data',
  api: true,
  args: { file: { help: 'The package', completes: 'file' } },
  async run({ api, args, output, path, progress }) {
    const file = path(args.file);
    const size = await checkedSize(file);
    const session = await api();
    // A refusal in the middle of a long body may reach the sender as a broken connection: ask before.
    await session.call(operatorRoutes.getSession, {});
    const bar = progress('Uploading');
    const response = await session
      .raw(operatorRoutes.uploadRelease, {
        rawBody: Readable.toWeb(Readable.from(readWithProgress(file, size, bar))) as ReadableStream<Uint8Array>,
        headers: { 'content-length': String(size) },
      })
      .finally(() => bar.end());
    const answer = await readAnswer(operatorRoutes.uploadRelease, response);
    output.result(answer, () => {
      const { created, release } = answer;
      const outcome = created ? 'Uploaded' : 'This very package was uploaded before';
      return `${outcome}: ${release.line}@${release.number}\n${describeRelease(release, output)}`;
    });
  },
});

async function checkedSize(file: string): Promise<number> {
  await using source = await filePackageSource(file);
  await openPackage(source, { trust: 'any' });
  return source.size;
}

async function* readWithProgress(file: string, size: number, bar: Progress): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
    yield chunk;
    sent += chunk.byteLength;
    bar.update(sent, size);
  }
}
