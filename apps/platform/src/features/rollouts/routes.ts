import { agentApiRoutes, operatorRoutes } from '@tensorguard/contract';
import { bind, JsonAnswer, RawAnswer, type Binding } from '../../http/binding.ts';
import { agentOf, operatorOf } from '../../http/context.ts';
import type { createAgentStates } from './agent-state.ts';
import type { Reports } from './reports.ts';
import type { RolloutCommand, Rollouts } from './service.ts';

/** Operator routes of rollouts. */
export function rolloutRoutes(rollouts: Rollouts): Binding[] {
  const command = (spec: typeof operatorRoutes.pauseRollout, name: RolloutCommand) =>
    bind(spec, ({ params, body }, context) =>
      rollouts.command(operatorOf(context), params.rolloutId, name, body.reason),
    );
  return [
    bind(operatorRoutes.listRollouts, ({ query }, context) => rollouts.list(operatorOf(context).tenantId, query)),
    bind(operatorRoutes.createRollout, ({ body }, context) => rollouts.create(operatorOf(context), body)),
    bind(operatorRoutes.getRollout, ({ params }, context) =>
      rollouts.get(operatorOf(context).tenantId, params.rolloutId),
    ),
    bind(operatorRoutes.listRolloutAgents, ({ params, query }, context) =>
      rollouts.agents(operatorOf(context).tenantId, params.rolloutId, query),
    ),
    command(operatorRoutes.pauseRollout, 'pause'),
    command(operatorRoutes.resumeRollout, 'resume'),
    command(operatorRoutes.abortRollout, 'abort'),
    command(operatorRoutes.rollbackRollout, 'rollback'),
  ];
}

/** Agent routes: desired state and reports. */
export function desiredStateRoutes(states: ReturnType<typeof createAgentStates>, reports: Reports): Binding[] {
  return [
    bind(agentApiRoutes.getDesiredState, async (_, context) => {
      const { body, etag } = await states.of(agentOf(context));
      if (context.headers.get('if-none-match') === etag) return new RawAnswer(null, { status: 304, headers: { etag } });
      return new JsonAnswer(body, { etag });
    }),
    bind(agentApiRoutes.sendReports, async ({ body }, context) => ({
      accepted: await reports.accept(agentOf(context), body.reports),
    })),
  ];
}
