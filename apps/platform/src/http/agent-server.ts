import { getRequestListener } from '@hono/node-server';
import type { RequestListener } from 'node:http';
import type { ServerOptions } from 'node:https';
import type { AgentIdentity } from '../channel/agent-identity.ts';
import { PlatformError } from '../errors.ts';
import { createContractApp, type Authorise, type ContractAppOptions } from './contract-app.ts';
import { problemOf, problemResponse } from './problem-response.ts';
import type { RateLimiter } from './rate-limiter.ts';

/**
 * How the agents' port speaks TLS: it asks every client for a certificate and takes connections without one, because an agent
 * that enrols has none. Which certificate is good enough is decided for each request.
 */
export const AGENT_TLS_OPTIONS: ServerOptions = { requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.3' };

/** Who calls on the agents' port: nobody yet (enrolment), or a live certificate. */
export function authoriseAgent(identity: AgentIdentity, addressLimiter: RateLimiter): Authorise {
  return async (spec, { incoming, address }) => {
    if (spec.access === 'agent') return identity.of(incoming);
    addressLimiter.take(address);
    return undefined;
  };
}

/** Answers agents. */
export function agentListener(options: Omit<ContractAppOptions, 'headers'>): RequestListener {
  const app = createContractApp(options);
  app.notFound(() => problemResponse(problemOf(new PlatformError('not_found', 'no such path'), 'none')));
  app.onError((error) => {
    options.logger.error('request_failed', { error });
    return problemResponse(problemOf(error, 'none'));
  });
  const listener = getRequestListener(app.fetch);
  return (request, response) => void listener(request, response);
}
