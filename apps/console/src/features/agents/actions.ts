import { operatorRoutes, type Labels } from '@tensorguard/contract';
import { useApi } from '../../lib/api.ts';
import { useAction } from '../../lib/use-action.ts';

/** What a join token allows. */
export interface JoinTokenDraft {
  readonly fleetId: string;
  readonly name: string;
  readonly labels: Labels;
  readonly maxUses: number;
  readonly expiresInSeconds: number;
}

/** Makes a join token; its secret is in the answer, once. */
export function useCreateJoinToken() {
  const api = useApi();
  return useAction({
    run: (draft: JoinTokenDraft) => api.call(operatorRoutes.createJoinToken, { body: { ...draft } }),
    changes: ['fleets'],
  });
}

/** Revokes a join token: nobody enrols with it any more. */
export function useRevokeJoinToken() {
  const api = useApi();
  return useAction({
    run: (joinTokenId: string) => api.call(operatorRoutes.revokeJoinToken, { params: { joinTokenId } }),
    changes: ['fleets'],
    done: () => 'Join token revoked',
  });
}

/** Changes the name or the labels of an agent. */
export function useUpdateAgent() {
  const api = useApi();
  return useAction({
    run: ({ agentId, name, labels }: { agentId: string; name: string; labels: Labels }) =>
      api.call(operatorRoutes.updateAgent, { params: { agentId }, body: { name, labels } }),
    changes: ['agents'],
    done: ({ name }) => `Agent “${name}” changed`,
  });
}

/** Kill switch for one agent. */
export function useRevokeAgent() {
  const api = useApi();
  return useAction({
    run: ({ agentId, reason }: { agentId: string; reason: string }) =>
      api.call(operatorRoutes.revokeAgent, { params: { agentId }, body: { reason } }),
    changes: ['agents', 'fleets', 'overview'],
    done: ({ name }) => `Agent “${name}” revoked`,
  });
}
