import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { agentApiRoutes, openApiDocument, operatorRoutes, PROBLEMS, urlOf, type RouteSpec } from './index.ts';

const operator: [string, RouteSpec][] = Object.entries(operatorRoutes);
const agent: [string, RouteSpec][] = Object.entries(agentApiRoutes);
const all: [string, RouteSpec][] = [...operator, ...agent];

test('every route is named by its key, and no two share a method and path', () => {
  const seen = new Set<string>();
  for (const [name, route] of all) {
    assert.equal(route.id, name);
    const address = `${route.method} ${route.path}`;
    assert.ok(!seen.has(address), address);
    seen.add(address);
  }
});

test('every path parameter has a schema and the other way round', () => {
  for (const [name, route] of all) {
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();
    assert.deepEqual(inPath, Object.keys(route.params?.shape ?? {}).sort(), name);
  }
});

test('operator routes that change something or read tenant data need a permission', () => {
  const open = operator
    .filter(([, route]) => route.access === 'public' || route.access === 'signed_in')
    .map(([name]) => name);
  assert.deepEqual(open.sort(), [
    'closeSession',
    'getCheckpoint',
    'getConsistencyProof',
    'getLedgerKeys',
    'getSession',
    'openSession',
    'streamChanges',
  ]);
});

test('agent routes need a client certificate, but for enrolment and the trust bundle', () => {
  const open = agent.filter(([, route]) => route.access !== 'agent').map(([name]) => name);
  assert.deepEqual(open.sort(), ['enrol', 'getTrustBundle']);
});

test('every route with an input names what it refuses', () => {
  for (const [name, route] of all) {
    for (const code of route.errors) assert.ok(code in PROBLEMS, `${name}: ${code}`);
    if (route.path.includes('{') && route.access !== 'agent') assert.ok(route.errors.includes('not_found'), name);
    if (route.query && 'cursor' in route.query.shape) assert.ok(route.errors.includes('cursor_invalid'), name);
  }
});

test('the OpenAPI document describes every operation and resolves every reference', () => {
  const document = openApiDocument(
    all.map(([, route]) => route),
    { title: 'T', version: '1', description: 'D' },
  );
  const paths = document['paths'] as Record<string, Record<string, { operationId: string }>>;
  const operations = Object.values(paths).flatMap((path) => Object.values(path).map((op) => op.operationId));
  assert.deepEqual(operations.sort(), all.map(([name]) => name).sort());
  const schemas = (document['components'] as { schemas: Record<string, unknown> }).schemas;
  for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    assert.ok(name !== undefined && schemas[name], String(name));
  }
});

test('every property of every answer is described', () => {
  const missing: string[] = [];
  const visit = (where: string, schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries((schema as { properties?: object }).properties ?? {})) {
      const text = value as { description?: string; $ref?: string };
      if (!text.description && !text.$ref && !JSON.stringify(value).includes('description'))
        missing.push(`${where}.${key}`);
      visit(`${where}.${key}`, value);
    }
  };
  for (const [name, route] of all) {
    if (route.success.body) visit(name, z.toJSONSchema(route.success.body, { unrepresentable: 'any' }));
  }
  assert.deepEqual(missing, []);
});

test('a URL carries parameters and query in escaped form and leaves out what is absent', () => {
  assert.equal(
    urlOf({ path: '/v1/things/{id}' }, { params: { id: 'a/b' }, query: { q: 'x y', none: undefined } }),
    '/v1/things/a%2Fb?q=x+y',
  );
});
