import type { DefinitionNode, DocumentNode } from './graphql-nodes.ts';
import { integerOf } from '../../../value/big-number.ts';
import { RegoObject } from '../../../value/rego-object.ts';
import { isArray, isNumber, type Value } from '../../../value/value.ts';
import { GraphqlError } from './graphql-parse.ts';
import { TYPE_KINDS, VALUE_KINDS } from './graphql-tree.ts';

/** A node of the library under construction; the shape is right by construction of the functions below. */
type Node = Readonly<Record<string, unknown>>;

/** Deepest nesting of a tree. */
const MAX_DEPTH = 400;
const LIBRARY_KINDS = new Map([...TYPE_KINDS].map(([library, opa]) => [opa, library]));
const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** A tree of OPA taken back to a query of the library. @throws GraphqlError */
export function queryOfTree(tree: RegoObject): DocumentNode {
  return documentOf([...list(tree, 'Operations').map(operation), ...list(tree, 'Fragments').map(fragment)]);
}

/** A tree of OPA taken back to a schema of the library. @throws GraphqlError */
export function schemaOfTree(tree: RegoObject): DocumentNode {
  return documentOf([
    ...list(tree, 'Schema').map((each) => schemaNode(each, 'SchemaDefinition')),
    ...list(tree, 'SchemaExtension').map((each) => schemaNode(each, 'SchemaExtension')),
    ...list(tree, 'Directives').map(directiveDefinition),
    ...list(tree, 'Definitions').map((each) => typeNode(each, 'Definition')),
    ...list(tree, 'Extensions').map((each) => typeNode(each, 'Extension')),
  ]);
}

function documentOf(definitions: Node[]): DocumentNode {
  return { kind: 'Document', definitions: definitions as unknown as DefinitionNode[] };
}

function malformed(name: string): GraphqlError {
  return new GraphqlError(`json: cannot unmarshal ${name} of the GraphQL tree`);
}

/** Members that are absent or null count as empty, as in Go. */
function list(tree: RegoObject, name: string): RegoObject[] {
  const value = tree.get(name) ?? [];
  if (!isArray(value) || !value.every((item) => item instanceof RegoObject)) throw malformed(name);
  return value as RegoObject[];
}

function names(tree: RegoObject, name: string): string[] {
  const value = tree.get(name) ?? [];
  if (!isArray(value) || !value.every((item) => typeof item === 'string')) throw malformed(name);
  return value as string[];
}

function text(tree: RegoObject, name: string): string {
  const value = tree.get(name) ?? '';
  if (typeof value !== 'string') throw malformed(name);
  return value;
}

function flag(tree: RegoObject, name: string): boolean {
  const value = tree.get(name) ?? false;
  if (typeof value !== 'boolean') throw malformed(name);
  return value;
}

function member(tree: RegoObject, name: string): RegoObject | undefined {
  const value = tree.get(name) ?? null;
  if (value === null) return undefined;
  if (!(value instanceof RegoObject)) throw malformed(name);
  return value;
}

function nameNode(value: string): Node {
  if (!NAME.test(value)) throw new GraphqlError(`Expected Name, found ${JSON.stringify(value)}`);
  return { kind: 'Name', value };
}

function optionalName(value: string): Node | undefined {
  return value === '' ? undefined : nameNode(value);
}

function namedType(name: string): Node {
  return { kind: 'NamedType', name: nameNode(name) };
}

function descriptionNode(tree: RegoObject): Node | undefined {
  const value = text(tree, 'Description');
  return value === '' ? undefined : { kind: 'StringValue', value };
}

function operation(tree: RegoObject): Node {
  return {
    kind: 'OperationDefinition',
    operation: text(tree, 'Operation') || 'query',
    name: optionalName(text(tree, 'Name')),
    variableDefinitions: list(tree, 'VariableDefinitions').map(variable),
    directives: directiveNodes(tree),
    selectionSet: selectionSet(tree, 0) ?? { kind: 'SelectionSet', selections: [] },
  };
}

function fragment(tree: RegoObject): Node {
  return {
    kind: 'FragmentDefinition',
    name: nameNode(text(tree, 'Name')),
    variableDefinitions: list(tree, 'VariableDefinition').map(variable),
    typeCondition: namedType(text(tree, 'TypeCondition')),
    directives: directiveNodes(tree),
    selectionSet: selectionSet(tree, 0) ?? { kind: 'SelectionSet', selections: [] },
  };
}

function variable(tree: RegoObject): Node {
  return {
    kind: 'VariableDefinition',
    variable: { kind: 'Variable', name: nameNode(text(tree, 'Variable')) },
    type: typeRef(member(tree, 'Type'), 0),
    defaultValue: optionalValue(tree),
    directives: directiveNodes(tree),
  };
}

function selectionSet(tree: RegoObject, depth: number): Node | undefined {
  if (depth > MAX_DEPTH) throw new GraphqlError('the GraphQL tree is nested too deeply');
  const selections = list(tree, 'SelectionSet');
  return selections.length === 0
    ? undefined
    : { kind: 'SelectionSet', selections: selections.map((each) => selection(each, depth + 1)) };
}

/** Which of the three a selection is shows in its members, as OPA tells them apart. */
function selection(tree: RegoObject, depth: number): Node {
  const directives = directiveNodes(tree);
  if (tree.has('TypeCondition') || !tree.has('Name')) {
    const condition = text(tree, 'TypeCondition');
    return {
      kind: 'InlineFragment',
      typeCondition: condition === '' ? undefined : namedType(condition),
      directives,
      selectionSet: selectionSet(tree, depth) ?? { kind: 'SelectionSet', selections: [] },
    };
  }
  const name = text(tree, 'Name');
  if (!tree.has('Alias')) return { kind: 'FragmentSpread', name: nameNode(name), directives };
  const alias = text(tree, 'Alias');
  return {
    kind: 'Field',
    alias: alias === name ? undefined : optionalName(alias),
    name: nameNode(name),
    arguments: argumentNodes(tree),
    directives,
    selectionSet: selectionSet(tree, depth),
  };
}

function directiveNodes(tree: RegoObject): Node[] {
  return list(tree, 'Directives').map((each) => ({
    kind: 'Directive',
    name: nameNode(text(each, 'Name')),
    arguments: argumentNodes(each),
  }));
}

function argumentNodes(tree: RegoObject): Node[] {
  return list(tree, 'Arguments').map((each) => ({
    kind: 'Argument',
    name: nameNode(text(each, 'Name')),
    value: valueNode(member(each, 'Value'), 0),
  }));
}

function optionalValue(tree: RegoObject): Node | undefined {
  const value = member(tree, 'DefaultValue');
  return value === undefined ? undefined : valueNode(value, 0);
}

function valueNode(tree: RegoObject | undefined, depth: number): Node {
  if (tree === undefined) throw malformed('Value');
  if (depth > MAX_DEPTH) throw new GraphqlError('the GraphQL tree is nested too deeply');
  const raw = text(tree, 'Raw');
  const kind = kindOf(tree.get('Kind') ?? 0);
  const children = list(tree, 'Children');
  switch (kind) {
    case 'Variable':
      return { kind, name: nameNode(raw) };
    case 'BooleanValue':
      return { kind, value: raw === 'true' };
    case 'NullValue':
      return { kind };
    case 'BlockValue':
      return { kind: 'StringValue', value: raw, block: true };
    case 'ListValue':
      return { kind, values: children.map((child) => valueNode(member(child, 'Value'), depth + 1)) };
    case 'ObjectValue':
      return {
        kind,
        fields: children.map((child) => ({
          kind: 'ObjectField',
          name: nameNode(text(child, 'Name')),
          value: valueNode(member(child, 'Value'), depth + 1),
        })),
      };
    default:
      return { kind, value: raw };
  }
}

function kindOf(value: Value): (typeof VALUE_KINDS)[number] {
  const kind = isNumber(value) ? VALUE_KINDS[Number(integerOf(value) ?? -1n)] : undefined;
  if (kind === undefined) throw malformed('Kind');
  return kind;
}

function typeRef(tree: RegoObject | undefined, depth: number): Node {
  if (tree === undefined) throw malformed('Type');
  if (depth > MAX_DEPTH) throw new GraphqlError('the GraphQL tree is nested too deeply');
  const element = member(tree, 'Elem');
  const type =
    element === undefined
      ? namedType(text(tree, 'NamedType'))
      : { kind: 'ListType', type: typeRef(element, depth + 1) };
  return flag(tree, 'NonNull') ? { kind: 'NonNullType', type } : type;
}

function schemaNode(tree: RegoObject, kind: string): Node {
  return {
    kind,
    description: descriptionNode(tree),
    directives: directiveNodes(tree),
    operationTypes: list(tree, 'OperationTypes').map((each) => ({
      kind: 'OperationTypeDefinition',
      operation: text(each, 'Operation'),
      type: namedType(text(each, 'Type')),
    })),
  };
}

function directiveDefinition(tree: RegoObject): Node {
  return {
    kind: 'DirectiveDefinition',
    description: descriptionNode(tree),
    name: nameNode(text(tree, 'Name')),
    arguments: list(tree, 'Arguments').map(inputValue),
    repeatable: flag(tree, 'IsRepeatable'),
    locations: names(tree, 'Locations').map(nameNode),
  };
}

function typeNode(tree: RegoObject, suffix: 'Definition' | 'Extension'): Node {
  const kind = LIBRARY_KINDS.get(text(tree, 'Kind'));
  if (kind === undefined) throw malformed('Kind');
  const isInput = kind === 'InputObjectType';
  return {
    kind: kind + suffix,
    description: descriptionNode(tree),
    name: nameNode(text(tree, 'Name')),
    directives: directiveNodes(tree),
    interfaces: names(tree, 'Interfaces').map(namedType),
    fields: list(tree, 'Fields').map(isInput ? inputValue : fieldDefinition),
    types: names(tree, 'Types').map(namedType),
    values: list(tree, 'EnumValues').map(enumValue),
  };
}

function fieldDefinition(tree: RegoObject): Node {
  return {
    kind: 'FieldDefinition',
    description: descriptionNode(tree),
    name: nameNode(text(tree, 'Name')),
    arguments: list(tree, 'Arguments').map(inputValue),
    type: typeRef(member(tree, 'Type'), 0),
    directives: directiveNodes(tree),
  };
}

function inputValue(tree: RegoObject): Node {
  return {
    kind: 'InputValueDefinition',
    description: descriptionNode(tree),
    name: nameNode(text(tree, 'Name')),
    type: typeRef(member(tree, 'Type'), 0),
    defaultValue: optionalValue(tree),
    directives: directiveNodes(tree),
  };
}

function enumValue(tree: RegoObject): Node {
  return {
    kind: 'EnumValueDefinition',
    description: descriptionNode(tree),
    name: nameNode(text(tree, 'Name')),
    directives: directiveNodes(tree),
  };
}
