import { ApiError, type Problem } from '@tensorguard/contract';

/** An error as a page shows it: what happened, why, and what to do. */
export interface ErrorDescription {
  readonly title: string;
  readonly detail: string | undefined;
  readonly remedy: string;
  readonly code: string;
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
  readonly issues: NonNullable<Problem['issues']>;
}

const REMEDIES: Readonly<Record<string, string>> = {
  unreachable: 'Check that the platform is running and that this machine reaches it, then try again.',
  answer_invalid: 'The platform and this console are probably of different versions. Reload the page.',
  request_invalid: 'Correct the fields named here and send again.',
  cursor_invalid: 'The list changed under this page. Reload it from the start.',
  not_signed_in: 'Sign in again; you come back to this page.',
  sign_in_refused: 'Links work once and expire. Make a new one with: tensorguard sign-in-link',
  not_permitted: 'Your role does not include this. Ask an owner of the tenant.',
  origin_refused: 'Open the console at the address that the platform prints when it starts.',
  not_found: 'It may have been removed, or it belongs to another tenant. Go back to the list.',
  name_taken: 'Choose another name.',
  release_withdrawn: 'Choose another release of the line.',
  release_in_use: 'Finish or abort the rollout that uses the release first.',
  rollout_conflict: 'Finish or abort the rollout under way in these fleets, or choose other fleets.',
  rollout_state: 'The rollout changed meanwhile. Look at its present state and decide again.',
  nothing_to_roll_back_to: 'Abort the rollout instead, or roll out another release.',
  already_revoked: 'Nothing is left to do.',
  body_too_large: 'Send a smaller file.',
  package_refused: 'Pack it again with a trusted publisher key and upload the new file.',
  publisher_key_invalid: 'Use the public key file that "tensorguard package keygen" wrote.',
  rate_limited: 'Wait a moment, then try again.',
  internal: 'Try again. If it stays, give the request id to whoever runs the platform.',
  unavailable: 'The platform is starting or its storage is away. Try again in a moment.',
};

/** What helps against some reasons for which a package is refused; for the others it is packed again. */
const REFUSAL_REMEDIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['bad_magic', 'truncated', 'trailing_bytes', 'chunk_tampered', 'hash_mismatch', 'signature_invalid'].map(
      (reason) => [
        reason,
        'The file is not what its publisher signed: it was damaged or changed on its way. Get it again from the publisher.',
      ],
    ),
  ),
  untrusted_signer: 'Compare the key with its publisher, trust it under Publishers and keys, and upload again.',
  no_matching_recipient: 'Pack it again, encrypted to the packaging key under Publishers and keys.',
};

/** Describes anything that was thrown by a query or an action. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof ApiError) {
    return {
      title: error.problem?.title ?? (error.code === 'unreachable' ? 'The platform does not answer' : error.message),
      detail: error.problem?.detail,
      remedy: remedyOf(error),
      code: error.code,
      reason: error.problem?.reason,
      requestId: error.problem?.requestId,
      issues: error.problem?.issues ?? [],
    };
  }
  return {
    title: 'This page failed',
    detail: error instanceof Error ? error.message : String(error),
    remedy: 'Reload the page. If it stays, report it with this text.',
    code: 'console_failed',
    reason: undefined,
    requestId: undefined,
    issues: [],
  };
}

function remedyOf({ code, problem }: ApiError): string {
  const known = code === 'package_refused' ? REFUSAL_REMEDIES[problem?.reason ?? ''] : undefined;
  return known ?? REMEDIES[code] ?? 'Try again.';
}
