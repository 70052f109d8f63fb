import {
  createClient,
  type ApiClient,
  type CallOptions,
  type RawCall,
  type RouteCall,
  type RouteOutput,
  type RouteSpec,
} from '@tensorguard/contract';
import type { Connection } from '../connection.ts';
import { CliError } from '../errors.ts';

/** The platform's API as one run of the command uses it. */
export interface ApiSession {
  readonly connection: Connection;
  /** Calls a JSON route. Bad input is refused here, before anything is sent. @throws CliError `input_invalid`, ApiError */
  call<Spec extends RouteSpec>(spec: Spec, call: RouteCall<Spec>, options?: CallOptions): Promise<RouteOutput<Spec>>;
  /** Calls a route whose body or answer is a stream or text. @throws CliError `input_invalid`, ApiError */
  raw(spec: RouteSpec, call: RawCall, options?: CallOptions): Promise<Response>;
}

/** Makes a session over a connection. */
export function createApiSession(connection: Connection): ApiSession {
  const { url, token } = connection;
  const client: ApiClient = createClient({ baseUrl: url, ...(token === undefined ? {} : { token }) });
  return {
    connection,
    call: async (spec, call, options) => {
      checkInput(spec, call as RawCall);
      return client.call(spec, call, options);
    },
    raw: async (spec, call, options) => {
      checkInput(spec, call);
      return client.raw(spec, call, options);
    },
  };
}

function checkInput(spec: RouteSpec, call: RawCall): void {
  const issues = (['params', 'query', 'body'] as const).flatMap((part) => {
    const schema = spec[part];
    if (schema === undefined) return [];
    const parsed = schema.safeParse(part === 'query' ? (call.query ?? {}) : call[part]);
    return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  });
  if (issues.length === 0) return;
  const message = issues.map(({ path, message: problem }) => `${path || 'input'}: ${problem}`).join('; ');
  throw new CliError('input_invalid', message);
}

/** The JSON body of an answer to a raw call. @throws CliError `answer_unexpected` */
export async function readAnswer<Spec extends RouteSpec>(spec: Spec, response: Response): Promise<RouteOutput<Spec>> {
  const parsed = spec.success.body?.safeParse(await response.json().catch(() => undefined));
  if (parsed?.success) return parsed.data as RouteOutput<Spec>;
  throw new CliError('answer_unexpected', `the answer of ${spec.id} does not fit the contract`, {
    cause: parsed?.error,
  });
}
