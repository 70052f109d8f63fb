import { operatorRoutes } from '@tensorguard/contract';
import { releaseIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { formatBytes, formatCount } from '../../output/format.ts';
import { releaseArgument } from './release-argument.ts';

export const releaseVerifyCommand = defineCommand({
  name: 'verify',
  summary: 'Have the platform verify a stored package again, every byte of it',
  examples: ['tensorguard release verify direction@3'],
  prints: 'data',
  api: true,
  args: { release: releaseArgument },
  async run({ api, args, output }) {
    const session = await api();
    const releaseId = await releaseIdOf(session, args.release);
    const report = await session.call(operatorRoutes.verifyRelease, { params: { releaseId } });
    output.result({ releaseId, ...report }, () => {
      const content = `${formatCount(report.files, 'file')}, ${formatBytes(report.bytes)}`;
      return `${output.style('good', 'Verified')}: ${content}, ${report.digest}`;
    });
  },
});
