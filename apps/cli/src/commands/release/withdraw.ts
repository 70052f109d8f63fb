import { operatorRoutes } from '@tensorguard/contract';
import { releaseIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { requiredText } from '../../command/option.ts';
import { formatCount } from '../../output/format.ts';
import { releaseArgument } from './release-argument.ts';
import { fetchRows } from '../../api/paging.ts';

export const releaseWithdrawCommand = defineCommand({
  name: 'withdraw',
  summary: 'Withdraw a release: no rollout and no key for it any more',
  examples: ['tensorguard release withdraw direction@3 --reason "wrong labels"'],
  prints: 'data',
  api: true,
  destructive: true,
  args: { release: releaseArgument },
  options: { reason: requiredText('text', 'Why; shown in the ledger') },
  async run({ api, args, options, output, confirm }) {
    const session = await api();
    const releaseId = await releaseIdOf(session, args.release);
    const { line, number, version } = await session.call(operatorRoutes.getRelease, { params: { releaseId } });
    const { items: lines } = await fetchRows((query) => session.call(operatorRoutes.listLines, { query }), {
      all: true,
      limit: 0,
      cursor: undefined,
    });
    const running = lines.find(({ name }) => name === line)?.agentsRunning ?? 0;
    await confirm({
      question: `Withdraw ${line}@${number} (${version})?`,
      consequence: `No agent gets its key again, also not after a restart. ${formatCount(running, 'agent')} run some release of this line.`,
    });
    const release = await session.call(operatorRoutes.withdrawRelease, {
      params: { releaseId },
      body: { reason: options.reason },
    });
    output.result(release, () => `Withdrawn: ${line}@${number}`);
  },
});
