import { PROBLEMS, type ProblemCode, type RouteSpec } from '@tensorguard/contract';

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d8dce2, #333a44); --soft: light-dark(#f5f7f9, #171b20); --dim: light-dark(#5a6472, #9aa5b3); }
body { font: 15px/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 2rem 1rem 6rem; background: light-dark(#fff, #0f1215); color: light-dark(#16191d, #e8ebef); }
code, pre { font: 13px/1.5 ui-monospace, monospace; } pre { background: var(--soft); padding: .75rem; overflow-x: auto; border-radius: .4rem; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .4rem .75rem; }
summary { cursor: pointer; display: flex; gap: .75rem; align-items: baseline; flex-wrap: wrap; }
summary b { min-width: 4rem; } .dim { color: var(--dim); } h2 { margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }`;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
}
interface Operation {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { schema?: unknown }> };
  readonly responses: Record<string, { readonly content?: Record<string, { schema?: unknown }> }>;
}

/** A page for people made from the OpenAPI document: plain HTML, no script. */
export function apiReferencePage(document: Readonly<Record<string, unknown>>, routes: readonly RouteSpec[]): string {
  const paths = document['paths'] as Record<string, Record<string, Operation>>;
  const sections = [...Map.groupBy(routes, (route) => route.tag)].map(
    ([tag, group]) =>
      `<h2 id="${escape(tag)}">${escape(tag)}</h2>${group.map((route) => operationHtml(route, paths[route.path]![route.method.toLowerCase()]!)).join('')}`,
  );
  const schemas = (document['components'] as { schemas: Record<string, unknown> }).schemas;
  const shapes = Object.entries(schemas).map(
    ([name, schema]) =>
      `<details id="schema-${escape(name)}"><summary><b>${escape(name)}</b></summary>${jsonHtml(schema)}</details>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>TensorGuard API</title><style>${STYLE}</style></head><body><main><h1>TensorGuard API</h1>
<p>Sign in with a browser session, or send <code>Authorization: Bearer &lt;API token&gt;</code>. Errors are
<code>application/problem+json</code> with a stable <code>code</code>. Lists take <code>limit</code> and <code>cursor</code>.
The machine-readable description is <a href="/openapi.json">/openapi.json</a>.</p>
${sections.join('')}<h2>Schemas</h2>${shapes.join('')}</main></body></html>`;
}

function operationHtml(route: RouteSpec, operation: Operation): string {
  const parameters = operation.parameters.map(
    ({ name, in: place, required, description }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${escape(place)}${required ? ', required' : ''}</td><td>${escape(description ?? '')}</td></tr>`,
  );
  const bodies = Object.entries(operation.requestBody?.content ?? {});
  const success = Object.entries(operation.responses[String(route.success.status)]?.content ?? {});
  const errors = route.errors.map((code: ProblemCode) => `<code>${code}</code> (${PROBLEMS[code].status})`);
  return `<details id="${escape(route.id)}"><summary><b>${route.method}</b><code>${escape(route.path)}</code><span class="dim">${escape(route.summary)}</span></summary>
<p>Access: <code>${escape(route.access)}</code></p>
${parameters.length > 0 ? `<table><tr><th>Parameter</th><th>Where</th><th>What</th></tr>${parameters.join('')}</table>` : ''}
${bodies.map(([type, { schema }]) => `<p>Body, <code>${escape(type)}</code></p>${schema ? jsonHtml(schema) : ''}`).join('')}
${success.map(([type, { schema }]) => `<p>Answer ${route.success.status}, <code>${escape(type)}</code></p>${schema ? jsonHtml(schema) : ''}`).join('')}
${errors.length > 0 ? `<p>Errors: ${errors.join(', ')}</p>` : ''}</details>`;
}

function jsonHtml(value: unknown): string {
  const linked = escape(JSON.stringify(value, undefined, 2)).replace(
    /&quot;#\/components\/schemas\/(\w+)&quot;/g,
    '<a href="#schema-$1">&quot;$1&quot;</a>',
  );
  return `<pre>${linked}</pre>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
