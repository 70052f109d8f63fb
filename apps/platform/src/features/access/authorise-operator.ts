import type { RouteSpec } from '@tensorguard/contract';
import { PlatformError } from '../../errors.ts';
import type { Operator } from '../../http/context.ts';
import type { Authorise, AuthorisationRequest } from '../../http/contract-app.ts';
import type { RateLimiter } from '../../http/rate-limiter.ts';
import type { Access } from './service.ts';
import { sessionCookie } from './session-cookie.ts';

/** What the decision needs. */
export interface AuthoriseOperatorOptions {
  readonly access: Pick<Access, 'findByApiToken' | 'sessions'>;
  /** Origin of the console; requests that carry the cookie and change something must come from it. */
  readonly publicOrigin: string;
  /** Requests by actor. */
  readonly actorLimiter: RateLimiter;
  /** Requests without an actor, by address: sign-in attempts above all. */
  readonly addressLimiter: RateLimiter;
}

/** Decides on requests of the operator API: token or session, site, permission, rate. */
export function authoriseOperator(options: AuthoriseOperatorOptions): Authorise {
  return async (spec, request) => {
    const bearer = bearerOf(request.headers);
    const cookie = bearer === undefined ? sessionCookie.read(request.headers.get('cookie')) : undefined;
    if (spec.access === 'public') {
      options.addressLimiter.take(request.address);
      if (spec.method !== 'GET') checkSite(request, options.publicOrigin);
      return undefined;
    }
    const operator = await findOperator(options, bearer, cookie);
    if (!operator) {
      options.addressLimiter.take(request.address);
      throw new PlatformError('not_signed_in', 'no live session or token');
    }
    options.actorLimiter.take(operator.id);
    if (cookie !== undefined && spec.method !== 'GET') checkSite(request, options.publicOrigin);
    checkPermission(spec, operator);
    return operator;
  };
}

async function findOperator(
  { access }: AuthoriseOperatorOptions,
  bearer: string | undefined,
  cookie: string | undefined,
): Promise<Operator | undefined> {
  if (bearer !== undefined) return access.findByApiToken(bearer);
  return cookie === undefined ? undefined : access.sessions.find(cookie);
}

function bearerOf(headers: Headers): string | undefined {
  const match = /^Bearer ([\w-]{20,200})$/.exec(headers.get('authorization') ?? '');
  return match?.[1];
}

/** Browsers say where a request comes from; programs without a browser say nothing, and carry no cookie of a victim. */
function checkSite(request: AuthorisationRequest, publicOrigin: string): void {
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  const foreignSite = site !== null && site !== 'same-origin' && site !== 'none';
  const foreignOrigin = site === null && origin !== null && origin !== publicOrigin;
  if (foreignSite || foreignOrigin) {
    throw new PlatformError('origin_refused', 'a request from another site', { details: { site, origin } });
  }
}

function checkPermission(spec: RouteSpec, operator: Operator): void {
  if (spec.access === 'signed_in') return;
  if (spec.access === 'agent' || spec.access === 'public' || !operator.permissions.has(spec.access)) {
    throw new PlatformError('not_permitted', `needs ${spec.access}`, {
      detail: `This needs the permission ${spec.access}.`,
    });
  }
}
