import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sha256 } from '@tensorguard/core';
import { isLoopback } from '../config.ts';
import { ApiProblemError } from './api-error.ts';

/** Who may call the local API. */
export interface RequestGuardOptions {
  readonly apiHost: string;
  readonly apiToken: string | undefined;
}

/**
 * Refuses requests that a web page sends through somebody's browser (DNS rebinding gives them a foreign `Host`), and, when a
 * token is set, those that do not show it.
 *
 * @throws ApiProblemError `host_refused`, `token_required`
 */
export function guardRequest(request: IncomingMessage, { apiHost, apiToken }: RequestGuardOptions): void {
  if (isLoopback(apiHost) && !isOwnHost(request.headers.host, apiHost)) {
    throw new ApiProblemError('host_refused', 'use 127.0.0.1, [::1] or localhost');
  }
  if (apiToken !== undefined && !showsToken(request.headers.authorization, apiToken)) {
    throw new ApiProblemError('token_required', 'send `Authorization: Bearer …`');
  }
}

function isOwnHost(header: string | undefined, apiHost: string): boolean {
  const host = header
    ?.replace(/:\d{1,5}$/, '')
    .replace(/^\[([^\]]*)\]$/, '$1')
    .toLowerCase();
  return host !== undefined && (host === apiHost || isLoopback(host));
}

function showsToken(header: string | undefined, token: string): boolean {
  const [, shown] = /^Bearer (\S+)$/i.exec(header ?? '') ?? [];
  // Digests have one length, so that the comparison tells nothing about the token's.
  return shown !== undefined && timingSafeEqual(sha256(shown), sha256(token));
}
