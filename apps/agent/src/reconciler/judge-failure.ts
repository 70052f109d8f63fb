import { messageOf } from '@tensorguard/core';
import { TgspError } from '@tensorguard/tgsp';
import { AgentError, codeOf, type AgentErrorCode } from '../errors.ts';

/** What a failure means for the directive that was being followed. */
export interface Judgement {
  /** `refused`: it must not be trusted. `failed`: it could not be brought up. */
  readonly state: 'failed' | 'refused';
  /** Whether trying again later may help, without a new directive. */
  readonly retry: boolean;
  /** Whether the platform has to know: it does not when only the way to it was down. */
  readonly report: boolean;
  readonly code: string;
  readonly message: string;
}

/** Failures that pass by themselves. */
const TRANSIENT: ReadonlySet<string> = new Set<AgentErrorCode>([
  'platform_unreachable',
  'platform_unavailable',
  'identity_expired',
  'download_incomplete',
  'disk_full',
  'disk_failed',
  'state_unwritable',
  'key_release_refused',
]);
/** Transient failures of the way to the platform, which nobody there needs to hear about afterwards. */
const UNREPORTED: ReadonlySet<string> = new Set<AgentErrorCode>([
  'platform_unreachable',
  'platform_unavailable',
  'identity_expired',
  'download_incomplete',
  'superseded',
]);
/** Failures that say that somebody tried something. */
const DISTRUST: ReadonlySet<string> = new Set<AgentErrorCode>([
  'directive_expired',
  'package_size_mismatch',
  'package_digest_mismatch',
  'package_wrong_line',
  'key_context_mismatch',
]);
/** Codes of the package library that are about this machine, not about the package. */
const LOCAL_PACKAGE_FAILURES: ReadonlySet<string> = new Set(['input_unreadable', 'sealed_key_expired']);

/** Decides what a failure means: one table for reports, retries and the local API. */
export function judgeFailure(error: unknown): Judgement {
  const code = codeOf(error);
  const message = messageOf(error);
  if (error instanceof TgspError) {
    const local = LOCAL_PACKAGE_FAILURES.has(code);
    return { state: local ? 'failed' : 'refused', retry: local, report: true, code, message };
  }
  if (!(error instanceof AgentError)) return { state: 'failed', retry: false, report: true, code, message };
  return {
    state: DISTRUST.has(code) ? 'refused' : 'failed',
    retry: TRANSIENT.has(code),
    report: !UNREPORTED.has(code),
    code,
    message,
  };
}
