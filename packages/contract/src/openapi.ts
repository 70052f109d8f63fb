import { z } from 'zod';
import { COMMON_PROBLEMS, PROBLEM_MEDIA_TYPE, PROBLEMS, problemSchema, type ProblemCode } from './problem.ts';
import type { RouteSpec } from './route.ts';

type Json = Record<string, unknown>;

/** Title, version and place of the described interface. */
export interface OpenApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** The OpenAPI 3.1 document of a set of routes, made from the schemas that the server validates with. */
export function openApiDocument(routes: readonly RouteSpec[], info: OpenApiInfo): Json {
  const components = new Map<string, Json>();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const operations = (paths[route.path] ??= {});
    operations[route.method.toLowerCase()] = operationOf(route, components);
  }
  return {
    openapi: '3.1.0',
    info: { ...info, license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        apiToken: { type: 'http', scheme: 'bearer', description: 'An API token' },
        session: { type: 'apiKey', in: 'cookie', name: 'tg_session', description: 'A browser session' },
        clientCertificate: { type: 'mutualTLS', description: 'The certificate of an enrolled agent' },
      },
    },
  };
}

function operationOf(route: RouteSpec, components: Map<string, Json>): Json {
  const schema = (type: z.ZodType, io: 'input' | 'output'): Json => schemaOf(type, io, components);
  const operation: Json = {
    operationId: route.id,
    summary: route.summary,
    tags: [route.tag],
    security: securityOf(route),
    'x-access': route.access,
    parameters: [...parametersOf(route.params, 'path', schema), ...parametersOf(route.query, 'query', schema)],
    responses: responsesOf(route, schema),
  };
  if (route.body) {
    operation['requestBody'] = {
      required: true,
      content: { 'application/json': { schema: schema(route.body, 'input') } },
    };
  } else if (route.rawBody) {
    operation['requestBody'] = { required: true, content: { [route.rawBody.contentType]: {} } };
  }
  return operation;
}

function securityOf(route: RouteSpec): Json[] {
  if (route.access === 'public') return [];
  if (route.access === 'agent') return [{ clientCertificate: [] }];
  return [{ apiToken: [] }, { session: [] }];
}

type Convert = (type: z.ZodType, io: 'input' | 'output') => Json;

function parametersOf(object: z.ZodObject | undefined, place: 'path' | 'query', schema: Convert): Json[] {
  if (!object) return [];
  return Object.entries(object.shape).map(([name, type]) => {
    const { description, ...rest } = schema(type as z.ZodType, 'input');
    const required = place === 'path' || !(type as z.ZodType).safeParse(undefined).success;
    return { name, in: place, required, description, schema: rest };
  });
}

function responsesOf(route: RouteSpec, schema: Convert): Json {
  const { status, body, contentType } = route.success;
  const content = body
    ? { 'application/json': { schema: schema(body, 'output') } }
    : contentType
      ? { [contentType]: {} }
      : undefined;
  const responses: Json = { [status]: { description: route.summary, ...(content ? { content } : {}) } };
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...route.errors, ...COMMON_PROBLEMS]) {
    byStatus.set(PROBLEMS[code].status, [...(byStatus.get(PROBLEMS[code].status) ?? []), code]);
  }
  const problem = schema(problemSchema, 'output');
  for (const [errorStatus, codes] of byStatus) {
    responses[errorStatus] = {
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
      content: { [PROBLEM_MEDIA_TYPE]: { schema: problem } },
    };
  }
  return responses;
}

/** JSON Schema of a type; named types go to the components and are referred to. */
function schemaOf(type: z.ZodType, io: 'input' | 'output', components: Map<string, Json>): Json {
  const {
    $schema: _,
    $defs,
    ...schema
  } = z.toJSONSchema(type, { io, unrepresentable: 'any', reused: 'inline' }) as Json & {
    $defs?: Record<string, Json>;
  };
  for (const [name, definition] of Object.entries($defs ?? {})) components.set(name, relink(definition) as Json);
  const linked = relink(schema) as Json;
  const id = z.globalRegistry.get(type)?.id;
  if (typeof id !== 'string') return linked;
  const { id: _id, ...definition } = linked;
  components.set(id, definition);
  return { $ref: `#/components/schemas/${id}` };
}

function relink(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relink);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string'
        ? [key, inner.replace('#/$defs/', '#/components/schemas/')]
        : [key, relink(inner)],
    ),
  );
}
