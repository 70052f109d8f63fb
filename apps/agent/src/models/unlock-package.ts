import { randomBytes } from 'node:crypto';
import { agentApiRoutes, type ApiClient } from '@tensorguard/contract';
import { openSealedContentKey, type RecipientPrivateKey } from '@tensorguard/tgsp';
import { platformError } from '../channel/platform-error.ts';
import { AgentError } from '../errors.ts';
import type { ReleaseRef } from '../reconciler/line-store.ts';

/** Random bytes in the nonce of a key request: 192 bits. */
const NONCE_BYTES = 24;

/** What a key request works with. */
export interface KeyRequestOptions {
  readonly release: ReleaseRef;
  readonly agentId: string;
  readonly recipientKey: RecipientPrivateKey;
  readonly client: ApiClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Asks the platform for the content key of a release and opens the answer, which must be for this agent, release, package
 * and request. Returns 32 bytes: wipe them after use.
 *
 * @throws AgentError `key_release_refused`, `key_context_mismatch`, `platform_*`, `identity_revoked`; TgspError
 * `sealed_key_context_mismatch`, `sealed_key_expired`, `sealed_key_invalid`
 */
export async function requestContentKey(options: KeyRequestOptions): Promise<Buffer> {
  const { release, agentId, recipientKey, client, now, signal } = options;
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const body = { packageDigest: release.digest, nonce };
  const { context, sealed } = await client
    .call(agentApiRoutes.releaseKey, { params: { releaseId: release.id }, body }, { signal })
    .catch((error: unknown) => {
      throw platformError(error);
    });
  if (context.releaseId !== release.id) {
    throw new AgentError('key_context_mismatch', 'the key was released for another release', {
      details: { expected: release.id, found: context.releaseId },
    });
  }
  const expected = { agentId, packageDigest: release.digest, nonce };
  return openSealedContentKey({ sealed, recipientPrivateKey: recipientKey, context, expected, now: now() });
}
