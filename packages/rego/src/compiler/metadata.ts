import type { Annotations, Module, Rule } from '../ast/ast.ts';
import { fromJs } from '../value/json.ts';
import { RegoObject } from '../value/rego-object.ts';
import type { Value } from '../value/value.ts';
import { groundPath, pathKey } from './environment.ts';

/** Annotations of a policy by what they describe. */
export interface AnnotationIndex {
  /** By path of package; `package` scope only for the package itself, `subpackages` for those below too. */
  readonly packages: ReadonlyMap<string, readonly Annotations[]>;
  /** By path of rule, below `data`. */
  readonly documents: ReadonlyMap<string, Annotations>;
}

/** Sorts the annotations of all modules. */
export function indexAnnotations(modules: readonly Module[]): AnnotationIndex {
  const packages = new Map<string, Annotations[]>();
  const documents = new Map<string, Annotations>();
  for (const module of modules) {
    const key = pathKey(module.package);
    if (module.annotations.length > 0) packages.set(key, [...(packages.get(key) ?? []), ...module.annotations]);
    for (const rule of module.rules) {
      const document = rule.annotations.find(({ scope }) => scope === 'document');
      if (document !== undefined) documents.set(pathKey([...module.package, ...groundPath(rule)]), document);
    }
  }
  return { packages, documents };
}

/** Result of `rego.metadata.rule()` inside of a rule. */
export function ruleMetadata(rule: Rule): Value {
  const own = rule.annotations.find(({ scope }) => scope === 'rule');
  return own === undefined ? RegoObject.EMPTY : annotationValue(own);
}

/** Result of `rego.metadata.chain()` inside of a rule: itself, its document, its package, and packages above that describe it. */
export function metadataChain(rule: Rule, packagePath: readonly string[], index: AnnotationIndex): Value {
  const path = [...packagePath, ...groundPath(rule)];
  const own = rule.annotations.find(({ scope }) => scope === 'rule');
  const chain: Value[] = [entry(path, own)];
  const document = index.documents.get(pathKey(path));
  if (document !== undefined) chain.push(entry(path, document));
  for (let length = packagePath.length; length > 0; length--) {
    const above = packagePath.slice(0, length);
    for (const annotations of index.packages.get(pathKey(above)) ?? []) {
      if (length === packagePath.length || annotations.scope === 'subpackages') chain.push(entry(above, annotations));
    }
  }
  return chain;
}

function entry(path: readonly string[], annotations: Annotations | undefined): Value {
  const members: [Value, Value][] = [['path', path]];
  if (annotations !== undefined) members.push(['annotations', annotationValue(annotations)]);
  return RegoObject.from(members);
}

/** Annotations as OPA gives them: authors and resources that are written as text become objects. */
function annotationValue({ scope, fields }: Annotations): Value {
  const { authors, related_resources: resources, ...rest } = fields;
  return fromJs({
    ...rest,
    scope,
    ...(Array.isArray(authors) ? { authors: authors.map(author) } : {}),
    ...(Array.isArray(resources)
      ? { related_resources: resources.map((each: unknown) => (typeof each === 'string' ? { ref: each } : each)) }
      : {}),
  });
}

const AUTHOR = /^([^<]*)(?:<([^<>]*)>)?$/;

function author(written: unknown): unknown {
  if (typeof written !== 'string') return written;
  const [, name = '', email] = AUTHOR.exec(written.slice(0, 1_000)) ?? [undefined, written];
  const trimmed = name.trim();
  return { ...(trimmed === '' ? {} : { name: trimmed }), ...(email === undefined ? {} : { email: email.trim() }) };
}
