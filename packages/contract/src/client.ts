import { PROBLEM_MEDIA_TYPE, problemSchema, type Problem } from './problem.ts';
import type { RouteCall, RouteOutput, RouteSpec } from './route.ts';

/** An answer that was not a success: a problem+json document, or no usable answer at all. */
export class ApiError extends Error {
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(code: string, status: number, message: string, context: { problem?: Problem; cause?: unknown } = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.problem = context.problem;
  }
}

/** A `fetch`, narrowed to what the client needs. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where the API is and how to speak to it. */
export interface ClientOptions {
  /** Origin, without a trailing slash; empty for the page's own origin. */
  readonly baseUrl: string;
  /** API token; without one, the browser's session cookie counts. */
  readonly token?: string;
  readonly fetch?: Fetch;
}

/** Options of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Calls routes of the contract; input and answer are typed by the route. */
export interface ApiClient {
  /**
   * Calls a JSON route and returns its parsed answer.
   *
   * @throws ApiError with the problem's code, or `unreachable` or `answer_invalid`
   */
  call<Spec extends RouteSpec>(spec: Spec, call: RouteCall<Spec>, options?: CallOptions): Promise<RouteOutput<Spec>>;
  /** Calls a route with its own body or a streamed answer; the response is a success, its body unread. */
  raw(spec: RouteSpec, call: RawCall, options?: CallOptions): Promise<Response>;
}

type Scalar = string | number | boolean | null | undefined;

/** A call whose body, if any, is not JSON. */
export interface RawCall {
  readonly params?: Readonly<Record<string, Scalar>>;
  readonly query?: Readonly<Record<string, Scalar>>;
  readonly body?: unknown;
  readonly rawBody?: NonNullable<RequestInit['body']>;
  readonly headers?: Record<string, string>;
}

/** Makes a client. */
export function createClient(options: ClientOptions): ApiClient {
  const send = options.fetch ?? ((url, init) => fetch(url, init));

  const raw = async (spec: RouteSpec, call: RawCall, callOptions: CallOptions = {}): Promise<Response> => {
    const headers: Record<string, string> = { accept: 'application/json', ...call.headers };
    if (options.token !== undefined) headers['authorization'] = `Bearer ${options.token}`;
    const init: RequestInit & { duplex?: 'half' } = { method: spec.method, headers, credentials: 'same-origin' };
    if (call.rawBody !== undefined) {
      headers['content-type'] = spec.rawBody?.contentType ?? 'application/octet-stream';
      init.body = call.rawBody;
      init.duplex = 'half';
    } else if (call.body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(call.body);
    }
    if (callOptions.signal) init.signal = callOptions.signal;
    let response: Response;
    try {
      response = await send(options.baseUrl + urlOf(spec, call), init);
    } catch (cause) {
      throw new ApiError('unreachable', 0, `no answer from ${options.baseUrl || 'the server'}`, { cause });
    }
    if (response.ok) return response;
    throw await errorOf(response);
  };

  return {
    raw,
    async call(spec, call, callOptions) {
      const response = await raw(spec, call as RawCall, callOptions);
      if (spec.success.body === undefined) return undefined as RouteOutput<typeof spec>;
      const parsed = spec.success.body.safeParse(await response.json().catch(() => undefined));
      if (parsed.success) return parsed.data as RouteOutput<typeof spec>;
      throw new ApiError('answer_invalid', response.status, `the answer of ${spec.id} does not fit the contract`, {
        cause: parsed.error,
      });
    },
  };
}

/** Path and query string of a call. */
export function urlOf(spec: Pick<RouteSpec, 'path'>, call: Pick<RawCall, 'params' | 'query'>): string {
  const path = spec.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(call.params?.[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function errorOf(response: Response): Promise<ApiError> {
  if (response.headers.get('content-type')?.startsWith(PROBLEM_MEDIA_TYPE)) {
    const parsed = problemSchema.safeParse(await response.json().catch(() => undefined));
    if (parsed.success) {
      const { code, status, title, detail } = parsed.data;
      return new ApiError(code, status, detail ?? title, { problem: parsed.data });
    }
  }
  return new ApiError('answer_invalid', response.status, `unexpected answer with status ${response.status}`);
}
