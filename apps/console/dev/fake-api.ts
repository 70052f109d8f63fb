import {
  operatorRoutes,
  PROBLEM_MEDIA_TYPE,
  PROBLEMS,
  type Fetch,
  type ProblemCode,
  type RouteInput,
  type RouteOutput,
  type RouteSpec,
} from '@tensorguard/contract';

type Routes = typeof operatorRoutes;
export type RouteName = keyof Routes;

type AnswerOf<Name extends RouteName> = Routes[Name]['success'] extends { body: unknown }
  ? RouteOutput<Routes[Name]>
  : string | undefined;

/** Answers of a pretended platform, by route; what is missing answers `not_found`. Typed and checked by the contract. */
export type FakeHandlers = {
  readonly [Name in RouteName]?: (input: RouteInput<Routes[Name]>) => AnswerOf<Name> | Promise<AnswerOf<Name>>;
};

/** Thrown by a handler to answer a problem. */
export class FakeProblem extends Error {
  readonly code: ProblemCode;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, extra: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
  }
}

/** What was asked, in order. */
export interface FakeCall {
  readonly route: RouteName;
  readonly input: { readonly params: unknown; readonly query: unknown; readonly body: unknown };
}

/** A `fetch` that answers from handlers. A request or answer that does not fit the contract throws. */
export function fakeFetch(handlers: FakeHandlers): { fetch: Fetch; calls: FakeCall[] } {
  const calls: FakeCall[] = [];
  return {
    calls,
    async fetch(url, init) {
      const { pathname, searchParams } = new URL(url, 'http://console.test');
      const found = matchRoute(init.method ?? 'GET', pathname);
      if (!found) return problem('not_found');
      const [name, params] = found;
      const spec: RouteSpec = operatorRoutes[name];
      const input = {
        params: spec.params?.parse(params),
        query: spec.query?.parse(Object.fromEntries(searchParams)),
        body: typeof init.body === 'string' && spec.body ? spec.body.parse(JSON.parse(init.body)) : undefined,
      };
      calls.push({ route: name, input });
      const handler = handlers[name] as ((input: unknown) => unknown) | undefined;
      if (!handler) return problem('not_found', { detail: `no handler for ${name}` });
      try {
        return answer(spec, await handler(input));
      } catch (error) {
        if (error instanceof FakeProblem) return problem(error.code, error.extra);
        throw error;
      }
    },
  };
}

function matchRoute(method: string, path: string): [RouteName, Record<string, string>] | undefined {
  // Fixed words win over parameters: /v1/agents/revoke is not an agent.
  const candidates = (Object.entries(operatorRoutes) as [RouteName, RouteSpec][]).sort(
    ([, a], [, b]) => a.path.split('{').length - b.path.split('{').length,
  );
  for (const [name, spec] of candidates) {
    if (spec.method !== method) continue;
    const names: string[] = [];
    const pattern = spec.path.replace(/\{(\w+)\}/g, (_, parameter: string) => {
      names.push(parameter);
      return '([^/]+)';
    });
    const match = new RegExp(`^${pattern}$`).exec(path);
    if (match) {
      return [name, Object.fromEntries(names.map((parameter, at) => [parameter, decodeURIComponent(match[at + 1]!)]))];
    }
  }
  return undefined;
}

function answer(spec: RouteSpec, body: unknown): Response {
  const { status, body: schema, contentType } = spec.success;
  if (status === 204) return new Response(null, { status });
  if (!schema) return new Response(String(body), { status, headers: { 'content-type': contentType ?? 'text/plain' } });
  return Response.json(schema.parse(body), { status });
}

function problem(code: ProblemCode, extra: Readonly<Record<string, unknown>> = {}): Response {
  const { status, title } = PROBLEMS[code];
  const body = { type: `https://tensorguard.dev/problems/${code}`, title, status, code, requestId: 'req-1', ...extra };
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': PROBLEM_MEDIA_TYPE } });
}
