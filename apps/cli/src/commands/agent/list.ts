import { AGENT_STATUSES, CONNECTION_STATES, operatorRoutes, type AgentSummary } from '@tensorguard/contract';
import { fetchRows, pagingOptions, remarkOnMore } from '../../api/paging.ts';
import { fleetIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { choice, list, text } from '../../command/option.ts';
import { formatLabels, formatTime, orAbsent } from '../../output/format.ts';
import type { Look } from '../../output/style.ts';

export const agentListCommand = defineCommand({
  name: 'list',
  summary: 'List agents by name',
  examples: ['tensorguard agent list --connection offline', 'tensorguard agent list --label site=basel --all --json'],
  prints: 'data',
  api: true,
  options: {
    fleet: text('fleet', 'Only of this fleet, by id or name'),
    status: choice(AGENT_STATUSES, 'Only active or only revoked ones'),
    connection: choice(CONNECTION_STATES, 'Only in this state'),
    search: text('text', 'Part of the name'),
    label: list('key[=value]', 'Only with this label'),
    ...pagingOptions,
  },
  async run({ api, options, output }) {
    const session = await api();
    const { status, connection, search } = options;
    const fleetId = options.fleet === undefined ? undefined : await fleetIdOf(session, options.fleet);
    const label = options.label.join(',') || undefined;
    const page = await fetchRows(
      (query) =>
        session.call(operatorRoutes.listAgents, { query: { ...query, fleetId, status, connection, search, label } }),
      options,
    );
    output.table(page, page.items, [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: ({ name }) => name },
      { title: 'FLEET', value: ({ fleetName }) => fleetName },
      { title: 'STATE', value: stateOf, look: lookOf },
      { title: 'TRUST', value: ({ trustScore }) => String(trustScore), align: 'right' },
      {
        title: 'RUNS',
        value: ({ releases }) => orAbsent(releases.map(({ line, number }) => `${line}@${number}`).join(' ')),
      },
      { title: 'LAST SEEN', value: ({ lastSeenAt }) => formatTime(lastSeenAt) },
      { title: 'LABELS', value: ({ labels }) => formatLabels(labels) },
    ]);
    remarkOnMore(output, page);
  },
});

/** The one word that says how an agent is. */
export function stateOf({ status, connection }: Pick<AgentSummary, 'status' | 'connection'>): string {
  return status === 'revoked' ? status : connection;
}

function lookOf(agent: AgentSummary): Look {
  if (agent.status === 'revoked') return 'bad';
  return agent.connection === 'online' ? 'good' : 'warning';
}
