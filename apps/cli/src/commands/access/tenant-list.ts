import { operatorRoutes } from '@tensorguard/contract';
import { fetchRows, pagingOptions, remarkOnMore } from '../../api/paging.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { formatTime } from '../../output/format.ts';

export const tenantListCommand = defineCommand({
  name: 'list',
  summary: 'List all tenants',
  examples: ['tensorguard tenant list'],
  prints: 'data',
  api: true,
  options: pagingOptions,
  async run({ api, options, output }) {
    const session = await api();
    const page = await fetchRows((query) => session.call(operatorRoutes.listTenants, { query }), options);
    output.table(page, page.items, [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: ({ name }) => name },
      { title: 'SINCE', value: ({ createdAt }) => formatTime(createdAt) },
    ]);
    remarkOnMore(output, page);
  },
});
