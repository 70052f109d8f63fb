import { RegoObject } from '../../../value/rego-object.ts';
import { isArray, type Value } from '../../../value/value.ts';
import { JsonSchemaError, type Schema } from './json-schema-types.ts';

/** Finds the schemas that `$ref` names within one document; each is parsed once. */
export class SchemaReferences {
  readonly #document: Value;
  readonly #parse: (target: Value) => Schema;
  readonly #resolved = new Map<string, { schema?: Schema }>();
  readonly #pending: string[] = [];
  #identified: ReadonlyMap<string, Value> | undefined;

  constructor(document: Value, parse: (target: Value) => Schema) {
    this.#document = document;
    this.#parse = parse;
  }

  /**
   * The schema of a reference, which is there once {@link finish} has run.
   *
   * @throws JsonSchemaError
   */
  resolve(reference: string): () => Schema {
    let slot = this.#resolved.get(reference);
    if (slot === undefined) {
      slot = {};
      this.#resolved.set(reference, slot);
      this.#pending.push(reference);
    }
    const found = slot;
    return () => found.schema!;
  }

  /**
   * Parses the targets of all references, and those that they name in turn.
   *
   * @throws JsonSchemaError
   */
  finish(): void {
    for (let reference = this.#pending.pop(); reference !== undefined; reference = this.#pending.pop()) {
      this.#resolved.get(reference)!.schema = this.#parse(this.#target(reference));
    }
  }

  #target(reference: string): Value {
    const hash = reference.indexOf('#');
    const base = hash < 0 ? reference : reference.slice(0, hash);
    const fragment = hash < 0 ? '' : reference.slice(hash + 1);
    const identified = (this.#identified ??= identifiedSchemas(this.#document));
    const whole = identified.get(reference) ?? identified.get(`${base}#${fragment}`);
    if (whole !== undefined) return whole;
    const root = base === '' ? this.#document : (identified.get(base) ?? identified.get(`${base}#`));
    if (root === undefined) {
      throw new JsonSchemaError(`remote reference loading disabled: ${reference}`);
    }
    return fragment === '' ? root : pointed(root, fragment, reference);
  }
}

/** Follows a JSON pointer (RFC 6901). */
function pointed(root: Value, pointer: string, reference: string): Value {
  let node: Value | undefined = root;
  for (const part of pointer.split('/').slice(1)) {
    const name = decode(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (node instanceof RegoObject) node = node.get(name);
    else if (node !== undefined && isArray(node)) node = /^\d{1,9}$/.test(name) ? node[Number(name)] : undefined;
    else node = undefined;
  }
  if (node === undefined || !pointer.startsWith('/')) {
    throw new JsonSchemaError(`Object has no key '${pointer}' (reference ${reference})`);
  }
  return node;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Schemas that have an identifier, by it, and by the address that it gives them below the one around. */
function identifiedSchemas(document: Value): Map<string, Value> {
  const found = new Map<string, Value>();
  const open: { readonly node: Value; readonly base: string }[] = [{ node: document, base: '' }];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    const { node } = each;
    let { base } = each;
    if (node instanceof RegoObject) {
      const id = node.get('$id') ?? node.get('id');
      if (typeof id === 'string') {
        found.set(id, node);
        base = joined(base, id);
        found.set(base, node);
      }
      for (const value of node.values) open.push({ node: value, base });
    } else if (isArray(node)) {
      for (const value of node) open.push({ node: value, base });
    }
  }
  return found;
}

function joined(base: string, id: string): string {
  return URL.parse(id, base === '' ? undefined : base)?.href ?? id;
}
