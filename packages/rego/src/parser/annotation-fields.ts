/** The fields of metadata: what OPA knows, in the form in which `rego.metadata` shows it. Others are left out. */
export type AnnotationFields = Record<string, unknown>;

/** Returns the value of a field, `undefined` when it says nothing, or throws a {@link WrongField}. */
type Reader = (value: unknown) => unknown;

const READERS: Readonly<Record<string, Reader>> = {
  scope: text,
  title: text,
  description: text,
  entrypoint: (value) => (is(typeof value === 'boolean', 'true or false') && value ? true : undefined),
  organizations: list(text),
  related_resources: list(relatedResource),
  authors: list(author),
  schemas: list(mapping),
  compile: mapping,
  custom: mapping,
};

class WrongField extends Error {}

/** Reads a block of metadata that YAML made data of. Returns a message when it is not what metadata look like. */
export function annotationFields(parsed: unknown): AnnotationFields | string {
  if (!isMapping(parsed)) return 'the metadata are not a mapping';
  const fields: AnnotationFields = {};
  for (const [name, read] of Object.entries(READERS)) {
    const value = Object.hasOwn(parsed, name) ? parsed[name] : undefined;
    if (value === undefined || value === null) continue;
    try {
      const found = read(value);
      if (found !== undefined) fields[name] = found;
    } catch (error) {
      if (error instanceof WrongField) return `the metadata have a wrong ${name}: ${error.message} is wanted`;
      throw error;
    }
  }
  return fields;
}

function is(condition: boolean, wanted: string): true {
  if (!condition) throw new WrongField(wanted);
  return true;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  // YAML takes a text like 1.0 for a number.
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return is(isText, 'a text') && value !== '' ? String(value) : undefined;
}

function mapping(value: unknown): unknown {
  return is(isMapping(value), 'a mapping') && Object.keys(value as object).length > 0 ? value : undefined;
}

function list(read: Reader): Reader {
  return (value) => {
    is(Array.isArray(value), 'a list');
    const items = (value as readonly unknown[]).map((item) => read(item));
    return items.length > 0 ? items : undefined;
  };
}

function member(value: Readonly<Record<string, unknown>>, name: string): string {
  const found = Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof found === 'string' ? found.trim() : '';
}

/** A URL, or a mapping with one. */
function relatedResource(value: unknown): unknown {
  const wanted = 'a URL, or a mapping with `ref`,';
  if (typeof value === 'string') return is(value !== '', wanted) && { ref: value };
  is(isMapping(value), wanted);
  const resource = value as Readonly<Record<string, unknown>>;
  const [ref, description] = [member(resource, 'ref'), member(resource, 'description')];
  return is(ref !== '', wanted) && withoutEmpty({ ref, description });
}

/** `A Name <address>`, or a mapping with `name`, `email` or both. */
function author(value: unknown): unknown {
  const wanted = 'a name, or a mapping with `name` or `email`,';
  if (typeof value === 'string') {
    const words = value.split(/\s+/).filter((word) => word !== '');
    const last = words.at(-1) ?? '';
    const hasEmail = last.length >= 2 && last.startsWith('<') && last.endsWith('>');
    const name = (hasEmail ? words.slice(0, -1) : words).join(' ');
    return is(words.length > 0, wanted) && withoutEmpty({ name, email: hasEmail ? last.slice(1, -1) : '' });
  }
  is(isMapping(value), wanted);
  const person = value as Readonly<Record<string, unknown>>;
  const [name, email] = [member(person, 'name'), member(person, 'email')];
  return is(name !== '' || email !== '', wanted) && withoutEmpty({ name, email });
}

function withoutEmpty(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
