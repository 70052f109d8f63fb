import type { z } from 'zod';
import type { Permission } from './permissions.ts';
import type { ProblemCode } from './problem.ts';

export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/**
 * Who may call a route: a permission, `signed_in` (any actor of a tenant), `public` (nobody is asked), or `agent` (a live
 * client certificate on the agent port).
 */
export type Access = Permission | 'signed_in' | 'public' | 'agent';

/** A body that is not JSON: a package, a certificate request, a stream. */
export interface RawBody {
  readonly contentType: string;
  readonly maxBytes: number;
}

/** What a call answers when it succeeds. */
export interface SuccessResponse {
  readonly status: 200 | 201 | 202 | 204;
  /** The JSON body; absent for 204 and for raw answers. */
  readonly body?: z.ZodType;
  /** Media type of a raw answer (a stream, text, bytes). */
  readonly contentType?: string;
}

/** One operation of an interface, as plain data. Server, client, OpenAPI file and permission matrix are read from it. */
export interface RouteSpec {
  /** Unique name, camelCase: the client's method and OpenAPI's operationId. */
  readonly id: string;
  readonly method: HttpMethod;
  /** Path with `{name}` parameters. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly rawBody?: RawBody;
  readonly success: SuccessResponse;
  /** Codes that this operation can answer, beyond the ones that every operation can. */
  readonly errors: readonly ProblemCode[];
}

/** Keeps the literal types of a route while checking its shape. */
export function defineRoute<const Spec extends RouteSpec>(spec: Spec): Spec {
  return spec;
}

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type InputOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

/** Path parameters, query and body of a route as its handler sees them (parsed). */
export interface RouteInput<Spec extends RouteSpec> {
  readonly params: OutputOf<Spec['params']>;
  readonly query: OutputOf<Spec['query']>;
  readonly body: OutputOf<Spec['body']>;
}

/** What a caller passes to the client: the schemas' input side. */
export type RouteCall<Spec extends RouteSpec> = (Spec['params'] extends z.ZodType
  ? { readonly params: InputOf<Spec['params']> }
  : { readonly params?: undefined }) &
  (Spec['query'] extends z.ZodType ? { readonly query?: InputOf<Spec['query']> } : { readonly query?: undefined }) &
  (Spec['body'] extends z.ZodType ? { readonly body: InputOf<Spec['body']> } : { readonly body?: undefined });

/** The JSON answer of a route. */
export type RouteOutput<Spec extends RouteSpec> = OutputOf<Spec['success']['body']>;
