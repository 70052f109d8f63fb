import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { silentLogger, systemClock, type Logger } from '@tensorguard/core';
import type { CleansUp } from '@tensorguard/testkit';
import type { Binding } from '../http/binding.ts';
import type { Actor } from '../http/context.ts';
import { createContractApp, type Authorise } from '../http/contract-app.ts';
import { listen } from '../http/listen.ts';
import { createRequestMetrics } from '../http/request-metrics.ts';

/** Header by which a test says who calls. */
export const ACTOR_HEADER = 'x-test-actor';

/**
 * Serves routes over HTTP as the platform does, except for authorisation: the caller is the actor that {@link ACTOR_HEADER}
 * names. Gives the base URL.
 */
export function serveBindings(
  t: CleansUp,
  bindings: readonly Binding[],
  actors: Readonly<Record<string, Actor>>,
  logger?: Logger,
): Promise<string> {
  return serveAuthorised(t, bindings, async (_, { headers }) => actors[headers.get(ACTOR_HEADER) ?? ''], logger);
}

/** Serves routes over HTTP as the platform does. Gives the base URL. */
export async function serveAuthorised(
  t: CleansUp,
  bindings: readonly Binding[],
  authorise: Authorise,
  logger: Logger = silentLogger,
): Promise<string> {
  const metrics = createRequestMetrics('test');
  const app = createContractApp({ bindings, authorise, logger, metrics, clock: systemClock });
  const listener = getRequestListener(app.fetch);
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  const listening = await listen(server, '127.0.0.1', 0);
  t.after(async () => {
    server.closeAllConnections();
    await listening.close();
  });
  return `http://127.0.0.1:${listening.port}`;
}
