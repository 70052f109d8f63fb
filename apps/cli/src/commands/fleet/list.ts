import { operatorRoutes } from '@tensorguard/contract';
import { fetchRows, pagingOptions, remarkOnMore } from '../../api/paging.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { ABSENT } from '../../output/format.ts';

export const fleetListCommand = defineCommand({
  name: 'list',
  summary: 'List fleets',
  examples: ['tensorguard fleet list'],
  prints: 'data',
  api: true,
  options: pagingOptions,
  async run({ api, options, output }) {
    const session = await api();
    const page = await fetchRows((query) => session.call(operatorRoutes.listFleets, { query }), options);
    output.table(page, page.items, [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: ({ name }) => name },
      { title: 'ENVIRONMENT', value: ({ environment }) => environment },
      { title: 'REGION', value: ({ region }) => region },
      { title: 'AGENTS', value: ({ agents }) => String(agents.total), align: 'right' },
      {
        title: 'ONLINE',
        value: ({ agents }) => String(agents.online),
        look: ({ agents }) => (agents.online < agents.total ? 'warning' : undefined),
        align: 'right',
      },
      {
        title: 'TRUST',
        value: ({ averageTrust }) => (averageTrust === null ? ABSENT : String(Math.round(averageTrust))),
        align: 'right',
      },
    ]);
    remarkOnMore(output, page);
  },
});
