import { operatorRoutes, type Permission } from '@tensorguard/contract';
import { useApi } from '../../lib/api.ts';
import { useAction } from '../../lib/use-action.ts';

/** Makes an API token; its secret is in the answer, once. */
export function useCreateApiToken() {
  const api = useApi();
  return useAction({
    run: (draft: { name: string; permissions: Permission[]; expiresInDays: number }) =>
      api.call(operatorRoutes.createApiToken, { body: { ...draft } }),
    changes: ['access'],
  });
}

/** Revokes an API token. */
export function useRevokeApiToken() {
  const api = useApi();
  return useAction({
    run: (apiTokenId: string) => api.call(operatorRoutes.revokeApiToken, { params: { apiTokenId } }),
    changes: ['access'],
    done: () => 'API token revoked',
  });
}

/** Makes a one-time sign-in link for a user. */
export function useCreateSignInLink() {
  const api = useApi();
  return useAction({
    run: (userId: string) => api.call(operatorRoutes.createSignInLink, { body: { userId } }),
    changes: [],
  });
}
