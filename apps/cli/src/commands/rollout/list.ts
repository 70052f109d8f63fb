import { operatorRoutes, ROLLOUT_STATES } from '@tensorguard/contract';
import { fetchRows, pagingOptions, remarkOnMore } from '../../api/paging.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { choice, text } from '../../command/option.ts';
import { formatShare, formatTime } from '../../output/format.ts';
import { STATE_LOOKS } from './rollout-details.ts';

export const rolloutListCommand = defineCommand({
  name: 'list',
  summary: 'List rollouts, newest first',
  examples: ['tensorguard rollout list --state running'],
  prints: 'data',
  api: true,
  options: {
    state: choice(ROLLOUT_STATES, 'Only in this state'),
    line: text('line', 'Only of this line'),
    ...pagingOptions,
  },
  async run({ api, options, output }) {
    const session = await api();
    const { state, line } = options;
    const page = await fetchRows(
      (query) => session.call(operatorRoutes.listRollouts, { query: { ...query, state, line } }),
      options,
    );
    output.table(page, page.items, [
      { title: 'ID', value: ({ id }) => id },
      { title: 'RELEASE', value: ({ line: name, release }) => `${name}@${release.number}` },
      { title: 'STATE', value: ({ state: word }) => word, look: ({ state: word }) => STATE_LOOKS[word] },
      { title: 'STAGE', value: ({ currentStage, stageCount }) => `${currentStage + 1} of ${stageCount}` },
      {
        title: 'APPLIED',
        value: ({ counts }) =>
          `${counts.applied} of ${counts.targeted} (${formatShare(counts.applied, counts.targeted)})`,
      },
      { title: 'FAILED', value: ({ counts }) => String(counts.failed), align: 'right' },
      { title: 'FLEETS', value: ({ fleets }) => fleets.map(({ name }) => name).join(', ') },
      { title: 'STARTED', value: ({ createdAt }) => formatTime(createdAt) },
    ]);
    remarkOnMore(output, page);
  },
});
