import type { RouteInput, RouteOutput, RouteSpec } from '@tensorguard/contract';
import type { RequestContext } from './context.ts';

/** An answer that is not plain JSON: a stream, a file, extra headers, another success status. */
export class RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream | null;

  constructor(
    body: string | Uint8Array<ArrayBuffer> | ReadableStream | null,
    options: { status?: number; headers?: Readonly<Record<string, string>> } = {},
  ) {
    this.body = body;
    this.status = options.status ?? 200;
    this.headers = options.headers ?? {};
  }
}

/** A JSON answer that also sets headers, such as a cookie or an entity tag. */
export class JsonAnswer<Body> {
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: Body, headers: Readonly<Record<string, string>>) {
    this.body = body;
    this.headers = headers;
  }
}

/** Answers one operation. Input is parsed already; the answer is checked against the contract. */
export type Handler<Spec extends RouteSpec> = (
  input: RouteInput<Spec>,
  context: RequestContext,
) => Promise<RouteOutput<Spec> | JsonAnswer<RouteOutput<Spec>> | RawAnswer>;

/** A route of the contract with the code that answers it. */
export interface Binding {
  readonly spec: RouteSpec;
  readonly handle: (input: RouteInput<RouteSpec>, context: RequestContext) => Promise<unknown>;
}

/** Binds a handler to a route of the contract; input and answer are typed by it. */
export function bind<Spec extends RouteSpec>(spec: Spec, handler: Handler<Spec>): Binding {
  return { spec, handle: handler };
}
