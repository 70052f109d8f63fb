import { operatorRoutes } from '@tensorguard/contract';
import { bind, type Binding } from '../../http/binding.ts';
import { operatorOf } from '../../http/context.ts';
import type { Revocation } from '../revocation/service.ts';
import type { Fleets } from './service.ts';

/** Routes of fleets and their kill switch. */
export function fleetRoutes(fleets: Fleets, revocation: Revocation): Binding[] {
  return [
    bind(operatorRoutes.listFleets, ({ query }, context) => fleets.list(operatorOf(context).tenantId, query)),
    bind(operatorRoutes.createFleet, ({ body }, context) => fleets.create(operatorOf(context), body)),
    bind(operatorRoutes.getFleet, ({ params }, context) => fleets.get(operatorOf(context).tenantId, params.fleetId)),
    bind(operatorRoutes.revokeFleet, ({ params, body }, context) =>
      revocation.revokeFleet(operatorOf(context), params.fleetId, body.reason),
    ),
  ];
}
