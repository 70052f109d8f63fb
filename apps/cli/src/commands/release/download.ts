import { operatorRoutes } from '@tensorguard/contract';
import { filePackageSource, openPackage } from '@tensorguard/tgsp';
import { releaseIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { flag, requiredText } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { formatBytes } from '../../output/format.ts';
import { saveResponse } from '../../output/save-response.ts';
import { releaseArgument } from './release-argument.ts';

export const releaseDownloadCommand = defineCommand({
  name: 'download',
  summary: 'Download the package of a release as it was uploaded',
  details: 'The size, the digest and the signatures are checked before the file gets its name.',
  examples: ['tensorguard release download direction@3 --out direction-3.tgsp'],
  prints: 'data',
  api: true,
  args: { release: releaseArgument },
  options: {
    out: requiredText('file', 'File to write', { completes: 'file' }),
    force: flag('Replace an existing file'),
  },
  async run({ api, args, options, output, path, progress }) {
    const session = await api();
    const releaseId = await releaseIdOf(session, args.release);
    const release = await session.call(operatorRoutes.getRelease, { params: { releaseId } });
    const response = await session.raw(operatorRoutes.downloadRelease, { params: { releaseId } });
    const saved = await saveResponse(response, {
      path: path(options.out),
      overwrite: options.force,
      progress: progress('Downloading'),
      totalBytes: release.sizeBytes,
      async check({ path: file, bytes, sha256 }) {
        if (bytes !== release.sizeBytes || sha256 !== release.digest) {
          throw new CliError('digest_mismatch', `what came is not ${release.line}@${release.number}: nothing was kept`);
        }
        await using source = await filePackageSource(file);
        await openPackage(source, { trust: 'any' });
      },
    });
    output.result({ releaseId, file: saved.path, bytes: saved.bytes, digest: release.digest }, () => {
      return `${release.line}@${release.number}, ${formatBytes(saved.bytes)} in ${saved.path}`;
    });
  },
});
