import { operatorRoutes } from '@tensorguard/contract';
import { agentIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { describeAgent } from './agent-details.ts';

export const agentShowCommand = defineCommand({
  name: 'show',
  summary: 'Show one agent with its trust and its deployments',
  examples: ['tensorguard agent show press-07'],
  prints: 'data',
  api: true,
  args: { agent: { help: 'Id or name' } },
  async run({ api, args, output }) {
    const session = await api();
    const agentId = await agentIdOf(session, args.agent);
    const agent = await session.call(operatorRoutes.getAgent, { params: { agentId } });
    output.result(agent, () => describeAgent(agent, output));
  },
});
