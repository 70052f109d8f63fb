import { operatorRoutes } from '@tensorguard/contract';
import { fetchRows, pagingOptions, remarkOnMore } from '../../api/paging.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { choice, text } from '../../command/option.ts';
import { formatBytes, formatTime, orAbsent } from '../../output/format.ts';

export const releaseListCommand = defineCommand({
  name: 'list',
  summary: 'List releases, newest first',
  examples: ['tensorguard release list --line direction --state available'],
  prints: 'data',
  api: true,
  options: {
    line: text('line', 'Only of this line'),
    state: choice(['available', 'withdrawn'], 'Only in this state'),
    search: text('text', 'Part of the line or version'),
    ...pagingOptions,
  },
  async run({ api, options, output }) {
    const session = await api();
    const { line, state, search } = options;
    const page = await fetchRows(
      (query) => session.call(operatorRoutes.listReleases, { query: { ...query, line, state, search } }),
      options,
    );
    output.table(page, page.items, [
      { title: 'RELEASE', value: ({ line: name, number }) => `${name}@${number}` },
      { title: 'VERSION', value: ({ version }) => version },
      {
        title: 'STATE',
        value: ({ state: word }) => word,
        look: ({ state: word }) => (word === 'available' ? 'good' : 'bad'),
      },
      { title: 'SIZE', value: ({ sizeBytes }) => formatBytes(sizeBytes), align: 'right' },
      { title: 'PUBLISHER', value: ({ publisherName }) => orAbsent(publisherName) },
      { title: 'UPLOADED', value: ({ createdAt }) => formatTime(createdAt) },
      { title: 'ID', value: ({ id }) => id },
    ]);
    remarkOnMore(output, page);
  },
});
