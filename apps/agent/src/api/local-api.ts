import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROBLEM_MEDIA_TYPE } from '@tensorguard/contract';
import type { Logger } from '@tensorguard/core';
import type { AgentStatus } from '../agent-status.ts';
import { AgentError } from '../errors.ts';
import { ApiProblemError, problemOf } from './api-error.ts';
import { guardRequest } from './guard-request.ts';
import type { InferenceService } from './infer.ts';
import { formatMetrics, METRICS_MEDIA_TYPE } from './metrics.ts';
import { readJson } from './read-json.ts';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const MAX_CONNECTIONS = 1_000;
/** How long requests in flight may take when the agent stops, milliseconds. */
const DRAIN_MS = 5_000;

/** What the local API serves. */
export interface LocalApiOptions {
  readonly apiHost: string;
  readonly apiPort: number;
  readonly apiToken: string | undefined;
  readonly maxBodyBytes: number;
  readonly status: () => AgentStatus;
  readonly inference: InferenceService;
  readonly logger: Logger;
}

interface Answer {
  readonly status: number;
  readonly mediaType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface ApiRoute {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly handle: (request: IncomingMessage, params: readonly string[], signal: AbortSignal) => Promise<Answer>;
}

/** The HTTP interface for programs on the same machine: health, models, inference, metrics. */
export class LocalApi {
  readonly #options: LocalApiOptions;
  readonly #server: Server;
  readonly #routes: readonly ApiRoute[];

  constructor(options: LocalApiOptions) {
    this.#options = options;
    this.#routes = this.#makeRoutes();
    this.#server = createServer(
      {
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      },
      (request, response) => void this.#serve(request, response),
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Starts to listen and gives the origin. @throws AgentError `api_unavailable` */
  async listen(): Promise<string> {
    const { apiHost, apiPort } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) => {
        reject(new AgentError('api_unavailable', `cannot listen on ${apiHost}:${apiPort}`, { cause }));
      });
      this.#server.listen(apiPort, apiHost, resolve);
    });
    const { address, port, family } = this.#server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Takes no more requests and lets those in flight end. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const force = setTimeout(() => this.#server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearTimeout(force);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    let answer: Answer;
    try {
      guardRequest(request, this.#options);
      answer = await this.#route(request, gone.signal);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status >= 500) this.#options.logger.warn('api.failed', { code: problem.code, error });
      answer = { status: problem.status, mediaType: PROBLEM_MEDIA_TYPE, body: JSON.stringify(problem) };
    }
    if (gone.signal.aborted) return;
    response.writeHead(answer.status, {
      'content-type': answer.mediaType,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      // A body that was not read to its end cannot be followed by another request.
      ...(request.complete ? {} : { connection: 'close' }),
      ...answer.headers,
    });
    response.end(answer.body);
  }

  async #route(request: IncomingMessage, signal: AbortSignal): Promise<Answer> {
    const [path = '/'] = (request.url ?? '/').split('?');
    const matches = this.#routes.flatMap((route) => {
      const [whole, ...params] = route.path.exec(path) ?? [];
      return whole === undefined ? [] : [{ route, params }];
    });
    if (matches.length === 0) throw new ApiProblemError('not_found', 'there is no such path');
    const match = matches.find(({ route }) => route.method === request.method);
    if (match === undefined) throw new ApiProblemError('method_not_allowed', 'this path has no such method');
    return match.route.handle(request, match.params.map(decode), signal);
  }

  #makeRoutes(): ApiRoute[] {
    const { status, inference, maxBodyBytes } = this.#options;
    return [
      { method: 'GET', path: /^\/healthz$/, handle: async () => health(status()) },
      { method: 'GET', path: /^\/readyz$/, handle: async () => readiness(status()) },
      {
        method: 'GET',
        path: /^\/metrics$/,
        handle: async () => ({
          status: 200,
          mediaType: METRICS_MEDIA_TYPE,
          body: formatMetrics({
            status: status(),
            queues: inference.stats(),
            residentBytes: process.memoryUsage.rss(),
          }),
        }),
      },
      { method: 'GET', path: /^\/v1\/models$/, handle: async () => json(200, { models: status().lines }) },
      {
        method: 'GET',
        path: /^\/v1\/models\/([^/]+)$/,
        handle: async (_, [name]) => {
          const line = status().lines.find((candidate) => candidate.line === name);
          if (line === undefined) throw new ApiProblemError('not_found', 'there is no such line here');
          return json(200, line);
        },
      },
      {
        method: 'POST',
        path: /^\/v1\/models\/([^/]+)\/infer$/,
        handle: async (request, [name = ''], signal) => {
          if (status().identity === 'revoked') {
            throw new ApiProblemError('identity_revoked', 'this agent runs nothing any more');
          }
          return json(200, await inference.infer(name, await readJson(request, maxBodyBytes), signal));
        },
      },
    ];
  }
}

/** Alive: the process answers and its identity is not revoked. */
function health({ agentId, identity, connection }: AgentStatus): Answer {
  return json(identity === 'revoked' ? 503 : 200, {
    status: identity === 'revoked' ? 'revoked' : 'ok',
    agentId,
    identity,
    connection,
  });
}

/** Ready: each line that should run a release runs one. */
function readiness({ identity, lines }: AgentStatus): Answer {
  const missing = lines.filter(({ directive, release }) => directive.releaseId !== null && release === null);
  const ready = identity !== 'revoked' && missing.length === 0;
  return json(ready ? 200 : 503, {
    status: ready ? 'ready' : 'not_ready',
    missing: missing.map(({ line, state, problem }) => ({ line, state, code: problem?.code ?? null })),
  });
}

function json(status: number, body: unknown): Answer {
  return { status, mediaType: 'application/json', body: JSON.stringify(body) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new ApiProblemError('request_malformed', 'the path is not valid', { cause });
  }
}
