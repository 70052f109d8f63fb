import { operatorRoutes } from '@tensorguard/contract';
import { bind, type Binding } from '../../http/binding.ts';
import { operatorOf } from '../../http/context.ts';
import type { Revocation } from '../revocation/service.ts';
import type { Agents } from './service.ts';

/** Routes of agents and their kill switch. */
export function agentRoutes(agents: Agents, revocation: Revocation): Binding[] {
  return [
    bind(operatorRoutes.listAgents, ({ query }, context) => agents.list(operatorOf(context).tenantId, query)),
    bind(operatorRoutes.getAgent, ({ params }, context) => agents.get(operatorOf(context).tenantId, params.agentId)),
    bind(operatorRoutes.updateAgent, ({ params, body }, context) =>
      agents.update(operatorOf(context), params.agentId, body),
    ),
    bind(operatorRoutes.revokeAgent, async ({ params, body }, context) => {
      const operator = operatorOf(context);
      await revocation.revokeAgent(operator, params.agentId, body.reason);
      return agents.get(operator.tenantId, params.agentId);
    }),
    bind(operatorRoutes.revokeAgents, ({ body }, context) =>
      revocation.revokeByLabels(operatorOf(context), body.labels, body.reason),
    ),
  ];
}
