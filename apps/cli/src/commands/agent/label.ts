import { operatorRoutes } from '@tensorguard/contract';
import { agentIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { listOf, list, text } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { labelsOf, parseLabel } from '../../input/labels.ts';
import { formatLabels } from '../../output/format.ts';

export const agentLabelCommand = defineCommand({
  name: 'label',
  summary: 'Change the labels or the name of an agent',
  details: 'Labels that are not named stay as they are.',
  examples: ['tensorguard agent label press-07 --set site=basel --set canary=true --unset old'],
  prints: 'data',
  api: true,
  args: { agent: { help: 'Id or name' } },
  options: {
    set: listOf('key=value', 'Set a label', parseLabel),
    unset: list('key', 'Take a label away'),
    name: text('name', 'New name of the agent'),
  },
  async run({ api, args, options, output }) {
    const { set, unset, name } = options;
    if (set.length === 0 && unset.length === 0 && name === undefined) {
      throw new CliError('input_invalid', 'nothing to change: --set, --unset or --name');
    }
    const session = await api();
    const agentId = await agentIdOf(session, args.agent);
    const { labels: before } = await session.call(operatorRoutes.getAgent, { params: { agentId } });
    const labels = new Map(Object.entries({ ...before, ...labelsOf(set) }));
    for (const key of unset) labels.delete(key);
    const body = { labels: Object.fromEntries(labels), ...(name === undefined ? {} : { name }) };
    const agent = await session.call(operatorRoutes.updateAgent, { params: { agentId }, body });
    output.details(agent, () => [
      ['Agent', agent.name],
      ['Labels', formatLabels(agent.labels)],
    ]);
  },
});
