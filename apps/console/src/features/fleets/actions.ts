import { operatorRoutes, type Fleet } from '@tensorguard/contract';
import { useApi } from '../../lib/api.ts';
import { countOf } from '../../lib/format.ts';
import { useAction } from '../../lib/use-action.ts';

/** What a new fleet is called and where it is. */
export interface FleetDraft {
  readonly name: string;
  readonly environment: string;
  readonly region: string;
}

/** Makes a fleet. */
export function useCreateFleet() {
  const api = useApi();
  return useAction({
    run: (draft: FleetDraft) => api.call(operatorRoutes.createFleet, { body: { ...draft } }),
    changes: ['fleets', 'overview'],
    done: ({ name }) => `Fleet “${name}” made`,
  });
}

/** Kill switch: revokes every agent of a fleet. */
export function useRevokeFleet() {
  const api = useApi();
  return useAction({
    run: ({ fleet, reason }: { fleet: Fleet; reason: string }) =>
      api.call(operatorRoutes.revokeFleet, { params: { fleetId: fleet.id }, body: { reason } }),
    changes: ['fleets', 'agents', 'overview'],
    done: ({ revoked }, { fleet }) => `${countOf(revoked, 'agent')} of “${fleet.name}” revoked`,
  });
}
