import { ApiError } from '@tensorguard/contract';
import { AgentError } from '../errors.ts';

/** Code with which the platform says that it does not accept this identity any more. */
const IDENTITY_REFUSED = 'identity_refused';

/** Narrower reason that comes with it when the certificate ran out: to be renewed, not to be wiped. */
const CERTIFICATE_EXPIRED = 'certificate_expired';

/** Whether the platform, over a connection that authenticates it, says that this identity is revoked. */
export function isIdentityRefused(error: unknown): boolean {
  return error instanceof ApiError && error.code === IDENTITY_REFUSED && error.problem?.reason !== CERTIFICATE_EXPIRED;
}

/** Gives an error of a call to the platform one of our codes; errors that have one pass. */
export function platformError(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const details = { code: error.code, status: error.status };
  const context = { cause: error, details };
  if (isIdentityRefused(error)) {
    return new AgentError('identity_revoked', 'the platform does not accept this identity any more', context);
  }
  if (error.code === IDENTITY_REFUSED) {
    return new AgentError('identity_expired', 'the platform says that the certificate has expired', context);
  }
  if (error.code === 'key_release_refused') return new AgentError('key_release_refused', error.message, context);
  if (error.status === 0) return new AgentError('platform_unreachable', error.message, context);
  if (error.status >= 500 || error.status === 429 || error.code === 'answer_invalid') {
    return new AgentError('platform_unavailable', error.message, context);
  }
  return new AgentError('platform_refused', `${error.code}: ${error.message}`, context);
}
