import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  operatorRoutes,
  PROBLEM_MEDIA_TYPE,
  PROBLEMS,
  type ProblemCode,
  type RouteInput,
  type RouteOutput,
  type RouteSpec,
} from '@tensorguard/contract';

type Routes = typeof operatorRoutes;

/** A parsed request as a handler sees it; `raw` is the body of an upload. */
interface FakeRequest<Spec extends RouteSpec> extends RouteInput<Spec> {
  readonly raw: Buffer;
  readonly headers: IncomingMessage['headers'];
}

/** Answers one route: the JSON answer, or bytes or text where the contract has no JSON. */
export type Handlers = {
  readonly [Id in keyof Routes]?: (request: FakeRequest<Routes[Id]>) => RouteOutput<Routes[Id]> | Buffer | string;
};

/** A refusal that a handler throws. */
export class FakeProblem extends Error {
  readonly code: ProblemCode;
  readonly extra: Record<string, unknown>;

  constructor(code: ProblemCode, extra: Record<string, unknown> = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
  }
}

/** A call that reached the fake. */
interface RecordedCall {
  readonly id: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** An HTTP server that holds both sides to the contract: requests are parsed and answers checked by its schemas. */
export interface FakeApi extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Variables that make the command use this server. */
  readonly env: Record<string, string>;
  readonly calls: readonly RecordedCall[];
}

const TOKEN = 'tgp_test-token';

/** Starts a fake platform that knows the given routes only. */
export async function startFakeApi(handlers: Handlers): Promise<FakeApi> {
  const calls: RecordedCall[] = [];
  const server = createServer((request, response) => {
    answer(request, handlers, calls).then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      (error: unknown) => refuse(response, error),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token: TOKEN,
    env: { TENSORGUARD_URL: url, TENSORGUARD_TOKEN: TOKEN },
    calls,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

async function answer(request: IncomingMessage, handlers: Handlers, calls: RecordedCall[]): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [spec, rawParams] = match(request.method ?? '', url.pathname);
  if (spec.access !== 'public' && request.headers.authorization !== `Bearer ${TOKEN}`) {
    throw new FakeProblem('not_signed_in');
  }
  const raw = await buffer(request);
  const params = parse(spec.params, rawParams);
  const query = parse(spec.query, Object.fromEntries(url.searchParams));
  const body = parse(spec.body, spec.body ? JSON.parse(raw.toString()) : undefined);
  calls.push({ id: spec.id, params, query, body });
  const handler = handlers[spec.id as keyof Routes] as ((request: unknown) => unknown) | undefined;
  if (!handler) throw new FakeProblem('not_found', { detail: `the fake does not know ${spec.id}` });
  const result = handler({ params, query, body, raw, headers: request.headers });
  const { status, body: schema, contentType } = spec.success;
  if (contentType !== undefined) return { status, type: contentType, body: result as string | Buffer };
  if (schema === undefined) return { status, type: 'text/plain', body: '' };
  return { status, type: 'application/json', body: JSON.stringify(schema.parse(result)) };
}

function match(method: string, path: string): [RouteSpec, Record<string, string>] {
  for (const spec of Object.values(operatorRoutes) as RouteSpec[]) {
    const names: string[] = [];
    const pattern = spec.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      names.push(name);
      return '([^/]+)';
    });
    const found = new RegExp(`^${pattern}$`).exec(path);
    if (spec.method !== method || !found) continue;
    return [spec, Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1]!)]))];
  }
  throw new FakeProblem('not_found');
}

function parse(schema: RouteSpec['body'], value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new FakeProblem('request_invalid', { issues });
}

function refuse(response: ServerResponse, error: unknown): void {
  const { code, extra } = error instanceof FakeProblem ? error : new FakeProblem('internal', { detail: String(error) });
  const { status, title } = PROBLEMS[code];
  const problem = {
    type: `https://tensorguard.example/problems/${code}`,
    title,
    status,
    code,
    requestId: 'req-1',
    ...extra,
  };
  response.writeHead(status, { 'content-type': PROBLEM_MEDIA_TYPE }).end(JSON.stringify(problem));
}
