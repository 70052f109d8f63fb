import { operatorRoutes } from '@tensorguard/contract';
import { useApi } from '../../lib/api.ts';
import { countOf, formatBytes } from '../../lib/format.ts';
import { useAction } from '../../lib/use-action.ts';
import type { PublisherKey } from './publisher-key.ts';

/** Trusts a publisher. */
export function useCreatePublisher() {
  const api = useApi();
  return useAction({
    run: (draft: { name: string; publicKey: PublisherKey }) =>
      api.call(operatorRoutes.createPublisher, { body: { ...draft } }),
    changes: ['releases'],
    done: ({ name }) => `Publisher “${name}” is trusted`,
  });
}

/** Trusts a publisher no longer. */
export function useRemovePublisher() {
  const api = useApi();
  return useAction({
    run: (publisherId: string) => api.call(operatorRoutes.removePublisher, { params: { publisherId } }),
    changes: ['releases'],
    done: () => 'Publisher removed',
  });
}

/** Verifies the stored package again. */
export function useVerifyRelease() {
  const api = useApi();
  return useAction({
    run: (releaseId: string) => api.call(operatorRoutes.verifyRelease, { params: { releaseId } }),
    changes: [],
    done: ({ files, bytes }) => `Verified: ${countOf(files, 'file')}, ${formatBytes(bytes)}`,
  });
}

/** Withdraws a release. */
export function useWithdrawRelease() {
  const api = useApi();
  return useAction({
    run: ({ releaseId, reason }: { releaseId: string; reason: string }) =>
      api.call(operatorRoutes.withdrawRelease, { params: { releaseId }, body: { reason } }),
    changes: ['releases', 'overview'],
    done: ({ line, number }) => `${line} #${number} withdrawn`,
  });
}
