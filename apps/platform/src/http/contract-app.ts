import type { HttpBindings } from '@hono/node-server';
import type { RouteInput, RouteSpec } from '@tensorguard/contract';
import type { Clock, Logger } from '@tensorguard/core';
import { newId } from '@tensorguard/core';
import { Hono, type Context } from 'hono';
import type { z } from 'zod';
import { PlatformError } from '../errors.ts';
import { JsonAnswer, RawAnswer, type Binding } from './binding.ts';
import { peerAddress, type CallerAddress } from './caller-address.ts';
import type { Actor, RequestContext } from './context.ts';
import { InvalidRequest, isOurFault, problemOf, problemResponse } from './problem-response.ts';
import { readJsonBody } from './read-body.ts';
import type { RequestMetrics } from './request-metrics.ts';
import type { Turnstile } from './turnstile.ts';

/** Decides who calls, before anything of the request is parsed. Throws to refuse. */
export type Authorise = (spec: RouteSpec, request: AuthorisationRequest) => Promise<Actor | undefined>;

/** What the decision may look at. */
export interface AuthorisationRequest {
  readonly headers: Headers;
  readonly address: string;
  readonly incoming: HttpBindings['incoming'];
}

/** Parts of a contract server. */
export interface ContractAppOptions {
  readonly bindings: readonly Binding[];
  readonly authorise: Authorise;
  readonly logger: Logger;
  readonly metrics: RequestMetrics;
  readonly clock: Clock;
  /** Limits how many handlers work at once. */
  readonly turnstile?: Turnstile;
  /** Tells where a request comes from; the peer of the connection by default. */
  readonly callerAddress?: CallerAddress;
  /** Headers of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

type Env = { Bindings: HttpBindings };
export type ContractApp = Hono<Env>;

/** Serves the routes of a contract: authorisation, validation both ways, problem answers, log and metrics. */
export function createContractApp(options: ContractAppOptions): ContractApp {
  const app: ContractApp = new Hono<Env>();
  const methodsOf = new Map<string, Set<string>>();
  for (const binding of options.bindings) {
    const path = binding.spec.path.replace(/\{(\w+)\}/g, ':$1');
    const methods = methodsOf.get(path) ?? new Set();
    if (methods.has(binding.spec.method)) throw new TypeError(`${binding.spec.id} is bound twice`);
    methodsOf.set(path, methods.add(binding.spec.method));
    app.on(binding.spec.method, path, (c) => serve(binding, c, options));
  }
  for (const [path, methods] of methodsOf) {
    app.all(path, (c) => {
      const error = new PlatformError('method_not_allowed', `no ${c.req.method} here`);
      return problemResponse(problemOf(error, requestIdOf(c.req.raw.headers)), { allow: [...methods].join(', ') });
    });
  }
  return app;
}

async function serve(binding: Binding, c: Context<Env>, options: ContractAppOptions): Promise<Response> {
  const { spec } = binding;
  const startedAt = performance.now();
  const { incoming } = c.env;
  const headers = c.req.raw.headers;
  const address = (options.callerAddress ?? peerAddress)(incoming);
  const requestId = requestIdOf(headers);
  const logger = options.logger.child({ requestId, route: spec.id });
  let response: Response;
  let code: string | undefined;
  try {
    const actor = await options.authorise(spec, { headers, address, incoming });
    const context: RequestContext = { requestId, actor, address, headers, logger, incoming, signal: c.req.raw.signal };
    const input = await parseInput(spec, c);
    response = answerOf(
      spec,
      await (options.turnstile?.pass(() => binding.handle(input, context)) ?? binding.handle(input, context)),
    );
  } catch (error) {
    const problem = problemOf(error, requestId);
    code = problem.code;
    if (isOurFault(error)) logger.error('request_failed', { code, error });
    else logger.info('request_refused', { code, error });
    response = problemResponse(problem, retryHeaders(problem.status, error));
  }
  response.headers.set('x-request-id', requestId);
  for (const [name, value] of Object.entries(options.headers ?? {})) response.headers.set(name, value);
  const elapsedMs = performance.now() - startedAt;
  options.metrics.observe(spec.id, response.status, code, elapsedMs);
  logger.debug('request', { status: response.status, elapsedMs: Math.round(elapsedMs * 10) / 10 });
  return response;
}

/** When a caller that is told to come back may do so, where the error does not say, seconds. */
const RETRY_AFTER_SECONDS = 1;

function retryHeaders(status: number, error: unknown): Record<string, string> {
  if (status !== 429 && status !== 503) return {};
  const seconds = error instanceof PlatformError ? error.retryAfterSeconds : undefined;
  return { 'retry-after': String(seconds ?? RETRY_AFTER_SECONDS) };
}

const REQUEST_ID = /^[A-Za-z0-9_.-]{8,64}$/;

function requestIdOf(headers: Headers): string {
  const given = headers.get('x-request-id');
  return given !== null && REQUEST_ID.test(given) ? given : newId('req');
}

async function parseInput(spec: RouteSpec, c: Context<Env>): Promise<RouteInput<RouteSpec>> {
  const params = parsePart('params', spec.params, c.req.param());
  const query = parsePart('query', spec.query, spec.query ? queryOf(c.req.url) : undefined);
  if (spec.rawBody) {
    // Its size is the handler's matter, which may have to leave a trace of the refusal.
    const mediaType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (mediaType !== spec.rawBody.contentType) {
      throw new PlatformError('media_type_unsupported', 'unexpected media type', {
        detail: `Send ${spec.rawBody.contentType}.`,
      });
    }
  }
  const body = spec.body ? parsePart('body', spec.body, await readJsonBody(c.env.incoming)) : undefined;
  return { params, query, body } as unknown as RouteInput<RouteSpec>;
}

function parsePart(part: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InvalidRequest(part, parsed.error);
  return parsed.data;
}

function queryOf(url: string): Record<string, string> {
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URL(url).searchParams) {
    if (name in query) {
      throw new PlatformError('request_malformed', 'a query parameter is given twice', {
        detail: `Give ${name.slice(0, 40)} once.`,
      });
    }
    query[name] = value;
  }
  return query;
}

function answerOf(spec: RouteSpec, answer: unknown): Response {
  if (answer instanceof RawAnswer) {
    const type = spec.success.contentType;
    return new Response(answer.body, {
      status: answer.status,
      headers: {
        'cache-control': 'no-store',
        ...(type === undefined ? {} : { 'content-type': type }),
        ...answer.headers,
      },
    });
  }
  const { body, headers } = answer instanceof JsonAnswer ? answer : { body: answer, headers: {} };
  const all = { 'cache-control': 'no-store', ...headers };
  if (!spec.success.body) return new Response(null, { status: spec.success.status, headers: all });
  // Parsing drops keys that the contract does not have, so that no column leaks by accident.
  const checked = spec.success.body.parse(body);
  return new Response(JSON.stringify(checked), {
    status: spec.success.status,
    headers: { ...all, 'content-type': 'application/json' },
  });
}
