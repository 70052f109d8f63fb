import { operatorRoutes } from '@tensorguard/contract';
import { fetchRows, pagingOptions, remarkOnMore } from '../../api/paging.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { formatTime } from '../../output/format.ts';

export const tokenListCommand = defineCommand({
  name: 'list',
  summary: 'List API tokens',
  examples: ['tensorguard token list'],
  prints: 'data',
  api: true,
  options: pagingOptions,
  async run({ api, options, output }) {
    const session = await api();
    const page = await fetchRows((query) => session.call(operatorRoutes.listApiTokens, { query }), options);
    output.table(page, page.items, [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: ({ name }) => name },
      {
        title: 'STATE',
        value: ({ revokedAt }) => (revokedAt ? 'revoked' : 'active'),
        look: ({ revokedAt }) => (revokedAt ? 'bad' : 'good'),
      },
      { title: 'EXPIRES', value: ({ expiresAt }) => formatTime(expiresAt) },
      { title: 'LAST USED', value: ({ lastUsedAt }) => formatTime(lastUsedAt) },
      { title: 'MAY', value: ({ permissions }) => permissions.join(' ') },
    ]);
    remarkOnMore(output, page);
  },
});
