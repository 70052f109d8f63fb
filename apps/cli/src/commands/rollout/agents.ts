import { operatorRoutes } from '@tensorguard/contract';
import { fetchRows, pagingOptions, remarkOnMore } from '../../api/paging.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { choice } from '../../command/option.ts';
import { formatTime, orAbsent } from '../../output/format.ts';

export const rolloutAgentsCommand = defineCommand({
  name: 'agents',
  summary: 'List the agents of a rollout and how far each is',
  examples: ['tensorguard rollout agents rlt_01hzy3v9g8e7s6r5q4p3n2m1k0 --state failed'],
  prints: 'data',
  api: true,
  args: { rolloutId: { help: 'Id of the rollout' } },
  options: {
    state: choice(['waiting', 'offline', 'in_progress', 'applied', 'failed'], 'Only in this state'),
    ...pagingOptions,
  },
  async run({ api, args, options, output }) {
    const session = await api();
    const { state } = options;
    const params = { rolloutId: args.rolloutId };
    const page = await fetchRows(
      (query) => session.call(operatorRoutes.listRolloutAgents, { params, query: { ...query, state } }),
      options,
    );
    output.table(page, page.items, [
      { title: 'AGENT', value: ({ name }) => name },
      { title: 'FLEET', value: ({ fleetName }) => fleetName },
      { title: 'STAGE', value: ({ stage }) => String(stage + 1), align: 'right' },
      {
        title: 'STATE',
        value: ({ state: word }) => word,
        look: ({ state: word }) => (word === 'applied' ? 'good' : word === 'failed' ? 'bad' : undefined),
      },
      { title: 'SINCE', value: ({ since }) => formatTime(since) },
      { title: 'CODE', value: ({ code }) => orAbsent(code) },
      { title: 'MESSAGE', value: ({ message }) => orAbsent(message) },
      { title: 'ID', value: ({ agentId }) => agentId },
    ]);
    remarkOnMore(output, page);
  },
});
