import { operatorRoutes } from '@tensorguard/contract';
import { fetchRows, pagingOptions, remarkOnMore } from '../../api/paging.ts';
import { fleetIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { text } from '../../command/option.ts';
import { formatLabels, formatTime } from '../../output/format.ts';

export const joinTokenListCommand = defineCommand({
  name: 'list',
  summary: 'List join tokens',
  examples: ['tensorguard join-token list --fleet "Line 3"'],
  prints: 'data',
  api: true,
  options: { fleet: text('fleet', 'Only of this fleet, by id or name'), ...pagingOptions },
  async run({ api, options, output }) {
    const session = await api();
    const fleetId = options.fleet === undefined ? undefined : await fleetIdOf(session, options.fleet);
    const page = await fetchRows(
      (query) => session.call(operatorRoutes.listJoinTokens, { query: { ...query, fleetId } }),
      options,
    );
    output.table(page, page.items, [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: ({ name }) => name },
      { title: 'USES', value: ({ uses, maxUses }) => `${uses} of ${maxUses}`, align: 'right' },
      { title: 'EXPIRES', value: ({ expiresAt }) => formatTime(expiresAt) },
      { title: 'REVOKED', value: ({ revokedAt }) => formatTime(revokedAt) },
      { title: 'LABELS', value: ({ labels }) => formatLabels(labels) },
      { title: 'FLEET', value: ({ fleetId: fleet }) => fleet },
    ]);
    remarkOnMore(output, page);
  },
});
