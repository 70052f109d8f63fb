import type {
  ConstDirectiveNode,
  DirectiveDefinitionNode,
  DocumentNode,
  InputValueDefinitionNode,
  TypeNode,
} from './graphql-nodes.ts';
import { compareStrings } from '../../../value/compare.ts';
import { GraphqlError } from './graphql-parse.ts';
import { TYPE_KINDS, type TypeLike } from './graphql-tree.ts';

/** A type with its extensions. */
export interface MergedType extends TypeLike {
  /** `SCALAR`, `OBJECT`, … */
  readonly category: string;
}

/** A schema whose parts fit together. */
export interface CheckedSchema {
  readonly types: ReadonlyMap<string, MergedType>;
  readonly directives: readonly DirectiveDefinitionNode[];
  /** Types of the operations, by `query`, `mutation` and `subscription`. */
  readonly roots: ReadonlyMap<string, string>;
}

const BUILTIN_SCALARS: ReadonlySet<string> = new Set(['Int', 'Float', 'String', 'Boolean', 'ID']);
/** Types of the introspection, which a schema may name but not define. */
const INTROSPECTION: ReadonlyMap<string, string> = new Map([
  ['__Schema', 'OBJECT'],
  ['__Type', 'OBJECT'],
  ['__Field', 'OBJECT'],
  ['__InputValue', 'OBJECT'],
  ['__EnumValue', 'OBJECT'],
  ['__TypeKind', 'ENUM'],
  ['__Directive', 'OBJECT'],
  ['__DirectiveLocation', 'ENUM'],
]);
/** Directives that are always there, with where they may stand; a schema may define them again. */
const BUILTIN_DIRECTIVES: ReadonlyMap<string, readonly string[]> = new Map([
  ['include', ['FIELD', 'FRAGMENT_SPREAD', 'INLINE_FRAGMENT']],
  ['skip', ['FIELD', 'FRAGMENT_SPREAD', 'INLINE_FRAGMENT']],
  ['deprecated', ['FIELD_DEFINITION', 'ARGUMENT_DEFINITION', 'INPUT_FIELD_DEFINITION', 'ENUM_VALUE']],
  ['specifiedBy', ['SCALAR']],
]);

/**
 * Checks a schema by the rules of OPA's library (gqlparser), which are fewer than those of the specification: extensions
 * may stand alone, and there need not be a query type.
 *
 * @throws GraphqlError of the first rule that is broken
 */
export function checkSchema(document: DocumentNode): CheckedSchema {
  const types = mergeTypes(document);
  const directives = document.definitions.filter((each) => each.kind === 'DirectiveDefinition');
  const roots = rootTypes(document, types);
  const checker = new SchemaChecker(types, directives);
  for (const name of [...types.keys()].sort(compareStrings)) checker.type(types.get(name)!);
  for (const each of checker.definedDirectives()) checker.directive(each);
  return { types, directives: [...checker.definedDirectives()], roots };
}

function mergeTypes(document: DocumentNode): Map<string, MergedType> {
  const types = new Map<string, MergedType>();
  const parts = document.definitions.filter((each) => /Type(?:Definition|Extension)$/.test(each.kind));
  const isExtension = (each: { kind: string }): boolean => each.kind.endsWith('Extension');
  for (const each of parts.filter((part) => !isExtension(part)) as TypeLike[]) {
    const name = each.name.value;
    if (types.has(name) || BUILTIN_SCALARS.has(name) || INTROSPECTION.has(name)) {
      throw new GraphqlError(`Cannot redeclare type ${name}.`);
    }
    types.set(name, { ...each, category: categoryOf(each) });
  }
  for (const each of parts.filter(isExtension) as TypeLike[]) types.set(each.name.value, extended(types, each));
  return types;
}

function categoryOf({ kind }: TypeLike): string {
  return TYPE_KINDS.get(kind.replace(/(?:Definition|Extension)$/, ''))!;
}

function extended(types: ReadonlyMap<string, MergedType>, extension: TypeLike): MergedType {
  const name = extension.name.value;
  const category = categoryOf(extension);
  const base: MergedType = types.get(name) ?? { kind: extension.kind, name: extension.name, category };
  const baseCategory = BUILTIN_SCALARS.has(name) ? 'SCALAR' : (INTROSPECTION.get(name) ?? base.category);
  if (baseCategory !== category) {
    throw new GraphqlError(`Cannot extend type ${name} because the base type is a ${baseCategory}, not ${category}.`);
  }
  return {
    ...base,
    directives: [...(base.directives ?? []), ...(extension.directives ?? [])],
    interfaces: [...(base.interfaces ?? []), ...(extension.interfaces ?? [])],
    fields: [...(base.fields ?? []), ...(extension.fields ?? [])],
    types: [...(base.types ?? []), ...(extension.types ?? [])],
    values: [...(base.values ?? []), ...(extension.values ?? [])],
  };
}

const DEFAULT_ROOTS = [
  ['query', 'Query'],
  ['mutation', 'Mutation'],
  ['subscription', 'Subscription'],
] as const;

function rootTypes(document: DocumentNode, types: ReadonlyMap<string, MergedType>): Map<string, string> {
  const roots = new Map<string, string>();
  const definitions = document.definitions.filter((each) => each.kind === 'SchemaDefinition');
  if (definitions.length > 1) {
    throw new GraphqlError('Cannot have multiple schema entry points, consider schema extensions instead.');
  }
  const extensions = document.definitions.filter((each) => each.kind === 'SchemaExtension');
  for (const { operation, type } of [...definitions, ...extensions].flatMap((each) => each.operationTypes ?? [])) {
    const name = type.name.value;
    if (!types.has(name) && !BUILTIN_SCALARS.has(name) && !INTROSPECTION.has(name)) {
      throw new GraphqlError(`Schema root ${operation} refers to a type ${name} that does not exist.`);
    }
    roots.set(operation, name);
  }
  if (definitions.length > 0) return roots;
  for (const [operation, name] of DEFAULT_ROOTS) {
    if (!roots.has(operation) && types.has(name)) roots.set(operation, name);
  }
  return roots;
}

class SchemaChecker {
  readonly #types: ReadonlyMap<string, MergedType>;
  readonly #directives = new Map<string, DirectiveDefinitionNode>();

  constructor(types: ReadonlyMap<string, MergedType>, directives: readonly DirectiveDefinitionNode[]) {
    this.#types = types;
    for (const each of directives) {
      const name = each.name.value;
      // Of a directive that is always there the first definition counts.
      if (BUILTIN_DIRECTIVES.has(name)) continue;
      if (this.#directives.has(name)) throw new GraphqlError(`Cannot redeclare directive ${name}.`);
      this.#directives.set(name, each);
    }
  }

  /** Definitions of directives other than those that are always there, by name. */
  definedDirectives(): DirectiveDefinitionNode[] {
    return [...this.#directives].sort(([a], [b]) => compareStrings(a, b)).map(([, each]) => each);
  }

  directive(definition: DirectiveDefinitionNode): void {
    checkName(definition.name.value);
    this.#arguments(definition.arguments, definition.name.value);
  }

  type(type: MergedType): void {
    const { category } = type;
    for (const field of type.fields ?? []) {
      checkName(field.name.value);
      this.#known(field.type);
      if (field.kind === 'FieldDefinition') this.#arguments(field.arguments);
      this.#uses(field.directives, category === 'INPUT_OBJECT' ? 'INPUT_FIELD_DEFINITION' : 'FIELD_DEFINITION');
    }
    for (const { name } of type.types ?? []) {
      const member = this.#category(name.value);
      if (member === undefined) throw new GraphqlError(`Undefined type "${name.value}".`);
      if (member !== 'OBJECT') throw new GraphqlError(`${category} type "${name.value}" must be OBJECT.`);
    }
    for (const { name } of type.interfaces ?? []) this.#implements(type, name.value);
    this.#contents(type);
    checkName(type.name.value);
    this.#uses(type.directives, category);
  }

  /** What a type of each kind has to have, and of what its fields may be. */
  #contents(type: MergedType): void {
    const { category, fields = [] } = type;
    const name = type.name.value;
    if (category === 'ENUM' && (type.values ?? []).length === 0) {
      throw new GraphqlError(`ENUM ${name}: must define one or more unique enum values.`);
    }
    const nonEnum = (type.values ?? []).find((value) => /^(?:true|false|null)$/.test(value.name.value));
    if (nonEnum !== undefined) throw new GraphqlError(`ENUM ${name}: non-enum value ${nonEnum.name.value}.`);
    const isInput = category === 'INPUT_OBJECT';
    if (isInput || category === 'OBJECT' || category === 'INTERFACE') {
      const kinds = isInput ? ['SCALAR', 'ENUM', 'INPUT_OBJECT'] : ['SCALAR', 'OBJECT', 'INTERFACE', 'UNION', 'ENUM'];
      if (fields.length === 0) {
        throw new GraphqlError(`${category} ${name}: must define one or more ${isInput ? 'input fields' : 'fields'}.`);
      }
      for (const field of fields) {
        if (!kinds.includes(this.#category(nameOf(field.type)) ?? '')) {
          throw new GraphqlError(`${category} ${name}: field must be one of ${kinds.join(', ')}.`);
        }
      }
    }
    const seen = new Set<string>();
    for (const field of fields) {
      if (seen.has(field.name.value))
        throw new GraphqlError(`Field ${name}.${field.name.value} can only be defined once.`);
      seen.add(field.name.value);
    }
  }

  #category(name: string): string | undefined {
    return (
      this.#types.get(name)?.category ?? INTROSPECTION.get(name) ?? (BUILTIN_SCALARS.has(name) ? 'SCALAR' : undefined)
    );
  }

  #known(type: TypeNode): void {
    const name = nameOf(type);
    if (this.#category(name) === undefined) throw new GraphqlError(`Undefined type ${name}.`);
  }

  #arguments(args: readonly InputValueDefinitionNode[] = [], directive?: string): void {
    for (const each of args) {
      checkName(each.name.value);
      this.#known(each.type);
      const category = this.#category(nameOf(each.type))!;
      if (category !== 'SCALAR' && category !== 'ENUM' && category !== 'INPUT_OBJECT') {
        const type = typeText(each.type);
        throw new GraphqlError(
          `cannot use ${type} as argument ${each.name.value} because ${category} is not a valid input type`,
        );
      }
      this.#uses(each.directives, 'ARGUMENT_DEFINITION', directive);
    }
  }

  #uses(directives: readonly ConstDirectiveNode[] = [], location: string, within?: string): void {
    for (const { name } of directives) {
      checkName(name.value);
      if (name.value === within) throw new GraphqlError(`Directive ${within} cannot refer to itself.`);
      const locations =
        BUILTIN_DIRECTIVES.get(name.value) ?? this.#directives.get(name.value)?.locations.map(({ value }) => value);
      if (locations === undefined) throw new GraphqlError(`Undefined directive ${name.value}.`);
      if (!locations.includes(location)) {
        throw new GraphqlError(`Directive ${name.value} is not applicable on ${location}.`);
      }
    }
  }

  #implements(type: MergedType, name: string): void {
    const wanted = this.#types.get(name);
    const category = this.#category(name);
    if (category === undefined) throw new GraphqlError(`Undefined type "${name}".`);
    if (wanted === undefined || category !== 'INTERFACE') {
      throw new GraphqlError(`"${name}" is a non interface type ${category}.`);
    }
    const own = type.name.value;
    for (const field of wanted.fields ?? []) {
      const found = type.fields?.find((each) => each.name.value === field.name.value);
      if (found === undefined) {
        throw new GraphqlError(`For ${own} to implement ${name} it must have a field called ${field.name.value}.`);
      }
      if (!this.#isCovariant(field.type, found.type)) {
        const text = typeText(field.type);
        throw new GraphqlError(`For ${own} to implement ${name} the field ${field.name.value} must have type ${text}.`);
      }
      checkSameArguments(argumentsOf(field), argumentsOf(found), `For ${own} to implement ${name} `, field.name.value);
    }
    for (const { name: above } of wanted.interfaces ?? []) {
      if (type.interfaces?.some((each) => each.name.value === above.value) === true) continue;
      throw new GraphqlError(
        above.value === own
          ? `Type ${own} cannot implement ${name} because it would create a circular reference.`
          : `Type ${own} must implement ${above.value} because it is implemented by ${name}.`,
      );
    }
  }

  /** Whether a field of one type may stand where another is wanted. */
  #isCovariant(wanted: TypeNode, actual: TypeNode): boolean {
    if (wanted.kind === 'NonNullType')
      return actual.kind === 'NonNullType' && this.#isCovariant(wanted.type, actual.type);
    const inner = actual.kind === 'NonNullType' ? actual.type : actual;
    if (wanted.kind === 'ListType') return inner.kind === 'ListType' && this.#isCovariant(wanted.type, inner.type);
    if (inner.kind !== 'NamedType') return false;
    return wanted.name.value === inner.name.value || this.#isPossible(wanted.name.value, inner.name.value);
  }

  #isPossible(abstract: string, name: string): boolean {
    const members = this.#types.get(abstract)?.types ?? [];
    const interfaces = this.#types.get(name)?.interfaces ?? [];
    return members.some((each) => each.name.value === name) || interfaces.some((each) => each.name.value === abstract);
  }
}

function argumentsOf(field: NonNullable<TypeLike['fields']>[number]): readonly InputValueDefinitionNode[] {
  return field.kind === 'FieldDefinition' ? (field.arguments ?? []) : [];
}

function checkSameArguments(
  wanted: readonly InputValueDefinitionNode[],
  found: readonly InputValueDefinitionNode[],
  prefix: string,
  field: string,
): void {
  for (const each of wanted) {
    const name = each.name.value;
    const same = found.find((other) => other.name.value === name);
    if (same === undefined) {
      throw new GraphqlError(`${prefix}the field ${field} must have the same arguments but it is missing ${name}.`);
    }
    if (!isCompatible(each.type, same.type)) {
      throw new GraphqlError(
        `${prefix}the field ${field} must have the same arguments but ${name} has the wrong type.`,
      );
    }
  }
  for (const { name, type, defaultValue } of found) {
    if (wanted.some((each) => each.name.value === name.value) || type.kind !== 'NonNullType') continue;
    if (defaultValue !== undefined) continue;
    throw new GraphqlError(
      `${prefix}any additional arguments on ${field} must be optional or have a default value but ${name.value} is required.`,
    );
  }
}

/** Whether a value of the first type may go where the second is wanted. */
function isCompatible(type: TypeNode, other: TypeNode): boolean {
  const isRequired = other.kind === 'NonNullType';
  if (isRequired && type.kind !== 'NonNullType') return false;
  const [a, b] = [type.kind === 'NonNullType' ? type.type : type, isRequired ? other.type : other];
  if (a.kind === 'NamedType' || b.kind === 'NamedType') {
    return a.kind === 'NamedType' && b.kind === 'NamedType' && a.name.value === b.name.value;
  }
  return isCompatible(a.type, b.type);
}

function checkName(name: string): void {
  if (!name.startsWith('__')) return;
  throw new GraphqlError(`Name "${name}" must not begin with "__", which is reserved by GraphQL introspection.`);
}

function nameOf(type: TypeNode): string {
  let inner = type;
  while (inner.kind !== 'NamedType') inner = inner.type;
  return inner.name.value;
}

function typeText(type: TypeNode): string {
  if (type.kind === 'NamedType') return type.name.value;
  return type.kind === 'ListType' ? `[${typeText(type.type)}]` : `${typeText(type.type)}!`;
}
