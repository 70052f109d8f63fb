import { MAX_PAGE_LIMIT, operatorRoutes } from '@tensorguard/contract';
import type { ApiSession } from '../../api/api-session.ts';
import { fetchRows } from '../../api/paging.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { listOf, requiredText } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { labelsOf, parseLabel } from '../../input/labels.ts';
import { formatCount, formatLabels } from '../../output/format.ts';

/** Agents that are counted before the question is asked; counting further would take longer than deciding. */
const MAX_COUNTED_AGENTS = 10 * MAX_PAGE_LIMIT;
/** Agents that the question names. */
const NAMED_AGENTS = 5;

export const agentRevokeGroupCommand = defineCommand({
  name: 'revoke-group',
  summary: 'Kill switch: revoke every agent that carries all given labels',
  details: 'Revoked agents wipe their models and keys. There is no way back: they have to enrol again.',
  examples: ['tensorguard agent revoke-group --label site=basel --reason "site is closed"'],
  prints: 'data',
  api: true,
  destructive: true,
  options: {
    label: listOf('key=value', 'Label that the agents carry', parseLabel),
    reason: requiredText('text', 'Why; shown in the ledger'),
  },
  async run({ api, options, output, confirm }) {
    const labels = labelsOf(options.label);
    if (options.label.length === 0) throw new CliError('input_invalid', 'name at least one --label');
    const session = await api();
    const what = formatLabels(labels);
    await confirm({ question: `Revoke every agent with ${what}?`, consequence: await blastRadius(session, labels) });
    const { revoked } = await session.call(operatorRoutes.revokeAgents, { body: { labels, reason: options.reason } });
    output.result({ labels, revoked }, () => `Revoked ${formatCount(revoked, 'agent')} with ${what}`);
  },
});

async function blastRadius(api: ApiSession, labels: Readonly<Record<string, string>>): Promise<string> {
  const label = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const { items, nextCursor } = await fetchRows(
    (query) => api.call(operatorRoutes.listAgents, { query: { ...query, label, status: 'active' } }),
    { limit: MAX_COUNTED_AGENTS, cursor: undefined, all: false },
  );
  const names = items.slice(0, NAMED_AGENTS).map(({ name }) => name);
  if (items.length > names.length) names.push('…');
  const count = `${nextCursor === null ? '' : 'More than '}${formatCount(items.length, 'live agent')}`;
  return `${count}${names.length > 0 ? ` (${names.join(', ')})` : ''} will stop for good.`;
}
