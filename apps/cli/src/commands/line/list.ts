import { operatorRoutes } from '@tensorguard/contract';
import { fetchRows, pagingOptions, remarkOnMore } from '../../api/paging.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { ABSENT, formatTime } from '../../output/format.ts';

export const lineListCommand = defineCommand({
  name: 'list',
  summary: 'List package lines',
  examples: ['tensorguard line list'],
  prints: 'data',
  api: true,
  options: pagingOptions,
  async run({ api, options, output }) {
    const session = await api();
    const page = await fetchRows((query) => session.call(operatorRoutes.listLines, { query }), options);
    output.table(page, page.items, [
      { title: 'LINE', value: ({ name }) => name },
      { title: 'RELEASES', value: ({ releases }) => String(releases), align: 'right' },
      {
        title: 'NEWEST',
        value: ({ latestRelease: newest }) => (newest ? `${newest.number} (${newest.version})` : ABSENT),
      },
      { title: 'AGENTS', value: ({ agentsRunning }) => String(agentsRunning), align: 'right' },
      { title: 'SINCE', value: ({ createdAt }) => formatTime(createdAt) },
    ]);
    remarkOnMore(output, page);
  },
});
