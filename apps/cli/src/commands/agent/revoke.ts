import { operatorRoutes } from '@tensorguard/contract';
import { agentIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { requiredText } from '../../command/option.ts';
import { orAbsent } from '../../output/format.ts';
import { stateOf } from './list.ts';

export const agentRevokeCommand = defineCommand({
  name: 'revoke',
  summary: 'Kill switch: revoke one agent',
  details: 'The agent wipes its models and keys. There is no way back: it has to enrol again.',
  examples: ['tensorguard agent revoke press-07 --reason "sold"'],
  prints: 'data',
  api: true,
  destructive: true,
  args: { agent: { help: 'Id or name' } },
  options: { reason: requiredText('text', 'Why; shown in the ledger') },
  async run({ api, args, options, output, confirm }) {
    const session = await api();
    const agentId = await agentIdOf(session, args.agent);
    const before = await session.call(operatorRoutes.getAgent, { params: { agentId } });
    const runs = orAbsent(before.releases.map(({ line, number }) => `${line}@${number}`).join(', '));
    await confirm({
      question: `Revoke the agent "${before.name}" of fleet "${before.fleetName}"?`,
      consequence: `It is ${stateOf(before)}, runs ${runs}, and will stop for good.`,
    });
    const agent = await session.call(operatorRoutes.revokeAgent, {
      params: { agentId },
      body: { reason: options.reason },
    });
    output.result(agent, () => `Revoked "${agent.name}"`);
  },
});
