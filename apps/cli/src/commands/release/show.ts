import { operatorRoutes } from '@tensorguard/contract';
import { releaseIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { releaseArgument } from './release-argument.ts';
import { describeRelease } from './release-details.ts';

export const releaseShowCommand = defineCommand({
  name: 'show',
  summary: 'Show one release with what its manifest says',
  examples: ['tensorguard release show direction@latest'],
  prints: 'data',
  api: true,
  args: { release: releaseArgument },
  async run({ api, args, output }) {
    const session = await api();
    const releaseId = await releaseIdOf(session, args.release);
    const release = await session.call(operatorRoutes.getRelease, { params: { releaseId } });
    output.result(release, () => describeRelease(release, output));
  },
});
