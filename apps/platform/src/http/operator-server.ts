import { getRequestListener } from '@hono/node-server';
import { openApiDocument, operatorRoutes, agentApiRoutes, type RouteSpec } from '@tensorguard/contract';
import type { Clock, Logger } from '@tensorguard/core';
import type { RequestListener } from 'node:http';
import { PlatformError } from '../errors.ts';
import { apiReferencePage } from './api-reference.ts';
import type { Binding } from './binding.ts';
import type { CallerAddress } from './caller-address.ts';
import { createContractApp, type Authorise } from './contract-app.ts';
import { isOurFault, problemOf, problemResponse } from './problem-response.ts';
import { readBytes } from './read-body.ts';
import type { RequestMetrics } from './request-metrics.ts';
import type { StaticConsole } from './static-console.ts';
import { VERSION } from '../version.ts';

/** Headers of every answer of the operator server. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
} as const;
/** Largest OCSP request, bytes. */
const MAX_OCSP_BYTES = 64 * 1024;

/** What the operator server serves. */
export interface OperatorServerOptions {
  readonly bindings: readonly Binding[];
  readonly authorise: Authorise;
  readonly callerAddress: CallerAddress;
  readonly staticConsole: StaticConsole;
  readonly metrics: RequestMetrics;
  /** More metrics in the Prometheus text format. */
  readonly gauges: () => Promise<string>;
  /** Resolves when the platform can do its work. */
  readonly ready: () => Promise<void>;
  readonly crl: () => Promise<Uint8Array>;
  readonly ocsp: (request: Uint8Array) => Promise<Uint8Array>;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** The whole API as data: the operator's part and the agents'. */
const ALL_ROUTES: readonly RouteSpec[] = [...Object.values(operatorRoutes), ...Object.values(agentApiRoutes)];

/** The OpenAPI 3.1 document of this version. */
export function openApi(): Record<string, unknown> {
  return openApiDocument(ALL_ROUTES, {
    title: 'TensorGuard',
    version: VERSION,
    description: 'Operator API, and the agents’ API on a port of its own. Errors are problem+json with stable codes.',
  });
}

/** Answers people and programs: API, console, API reference, health, metrics, CRL and OCSP. */
export function operatorListener(options: OperatorServerOptions): RequestListener {
  const { logger } = options;
  const app = createContractApp({ ...options, headers: SECURITY_HEADERS });
  const document = openApi();
  const reference = apiReferencePage(document, ALL_ROUTES);

  app.get('/openapi.json', (c) => c.json(document, 200, SECURITY_HEADERS));
  app.get('/docs', (c) =>
    c.html(reference, 200, {
      ...SECURITY_HEADERS,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    }),
  );
  app.get('/healthz', (c) => c.json({ status: 'ok', version: VERSION }));
  app.get('/readyz', async (c) => {
    try {
      await options.ready();
      return c.json({ status: 'ready' });
    } catch (error) {
      logger.warn('not_ready', { error });
      return c.json({ status: 'not ready' }, 503);
    }
  });
  app.get('/metrics', async (c) => c.text(options.metrics.render() + (await options.gauges())));
  app.get('/pki/issuing.crl', async () => {
    return new Response(new Uint8Array(await options.crl()), { headers: { 'content-type': 'application/pkix-crl' } });
  });
  app.post('/pki/ocsp', async (c) => {
    const request = await readBytes(c.env.incoming, MAX_OCSP_BYTES);
    const der = new Uint8Array(await options.ocsp(request));
    return new Response(der, { headers: { 'content-type': 'application/ocsp-response' } });
  });
  app.get('/v1/*', () => problemResponse(problemOf(new PlatformError('not_found', 'no such path'), 'none')));
  app.get('*', (c) => {
    const response = options.staticConsole.serve(c.req.raw);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response?.headers.set(name, value);
    return response ?? c.text('The console is not built. Run: npm run build -w @tensorguard/console\n', 404);
  });
  app.notFound(() => problemResponse(problemOf(new PlatformError('not_found', 'no such path'), 'none')));
  app.onError((error) => {
    if (isOurFault(error)) logger.error('request_failed', { error });
    return problemResponse(problemOf(error, 'none'));
  });
  const listener = getRequestListener(app.fetch);
  return (request, response) => void listener(request, response);
}
