import { operatorRoutes } from '@tensorguard/contract';
import { fetchRows, pagingOptions, remarkOnMore } from '../../api/paging.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { formatTime } from '../../output/format.ts';

export const publisherListCommand = defineCommand({
  name: 'list',
  summary: 'List publishers',
  examples: ['tensorguard publisher list'],
  prints: 'data',
  api: true,
  options: pagingOptions,
  async run({ api, options, output }) {
    const session = await api();
    const page = await fetchRows((query) => session.call(operatorRoutes.listPublishers, { query }), options);
    output.table(page, page.items, [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: ({ name }) => name },
      { title: 'SINCE', value: ({ createdAt }) => formatTime(createdAt) },
      { title: 'REMOVED', value: ({ removedAt }) => formatTime(removedAt) },
      { title: 'KEY ID', value: ({ keyId }) => keyId },
    ]);
    remarkOnMore(output, page);
  },
});
