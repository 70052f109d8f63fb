import { agentApiRoutes } from '@tensorguard/contract';
import { bind, type Binding } from '../../http/binding.ts';
import { agentOf } from '../../http/context.ts';
import type { LastSeen } from './last-seen.ts';

/** The heartbeat over HTTPS, for an agent without a socket. */
export function presenceRoutes(lastSeen: LastSeen): Binding[] {
  return [
    bind(agentApiRoutes.sendHeartbeat, async ({ body }, context) => {
      lastSeen.note(agentOf(context), body);
      return undefined;
    }),
  ];
}
