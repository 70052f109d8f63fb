import type {
  ConstDirectiveNode,
  DefinitionNode,
  DirectiveNode,
  DocumentNode,
  EnumValueDefinitionNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
  NamedTypeNode,
  OperationTypeDefinitionNode,
  SelectionNode,
  SelectionSetNode,
  StringValueNode,
  TypeNode,
  ValueNode,
  VariableDefinitionNode,
} from './graphql-nodes.ts';
import { RegoObject } from '../../../value/rego-object.ts';
import type { Value } from '../../../value/value.ts';

/** Numbers that OPA's library (gqlparser) gives to kinds of values. */
export const VALUE_KINDS = [
  'Variable',
  'IntValue',
  'FloatValue',
  'StringValue',
  'BlockValue',
  'BooleanValue',
  'NullValue',
  'EnumValue',
  'ListValue',
  'ObjectValue',
] as const;

/** Names that OPA's library gives to kinds of types, by the first word of the library's kind. */
export const TYPE_KINDS: ReadonlyMap<string, string> = new Map([
  ['ScalarType', 'SCALAR'],
  ['ObjectType', 'OBJECT'],
  ['InterfaceType', 'INTERFACE'],
  ['UnionType', 'UNION'],
  ['EnumType', 'ENUM'],
  ['InputObjectType', 'INPUT_OBJECT'],
]);

type Members = readonly (readonly [string, Value | undefined])[];

/** An object without the members that are undefined or empty lists, which OPA leaves out. */
function tree(members: Members): RegoObject {
  return RegoObject.from(
    members.filter((member): member is readonly [string, Value] => {
      const value = member[1];
      return value !== undefined && !(Array.isArray(value) && value.length === 0);
    }),
  );
}

/** A parsed query or schema as the tree that OPA shows: the structures of gqlparser without positions and empty members. */
export function documentTree(document: DocumentNode): RegoObject {
  const groups = new Map<string, RegoObject[]>();
  for (const definition of document.definitions) {
    const [group, value] = definitionTree(definition);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [value]);
    else members.push(value);
  }
  return RegoObject.from(groups);
}

function definitionTree(node: DefinitionNode): readonly [string, RegoObject] {
  switch (node.kind) {
    case 'OperationDefinition':
      return [
        'Operations',
        tree([
          ['Operation', node.operation],
          ['Name', node.name?.value ?? ''],
          ['VariableDefinitions', node.variableDefinitions?.map(variableTree)],
          ['Directives', directives(node)],
          ['SelectionSet', selections(node.selectionSet)],
        ]),
      ];
    case 'FragmentDefinition':
      return [
        'Fragments',
        tree([
          ['Name', node.name.value],
          ['VariableDefinition', node.variableDefinitions?.map(variableTree)],
          ['TypeCondition', node.typeCondition.name.value],
          ['Directives', directives(node)],
          ['SelectionSet', selections(node.selectionSet)],
        ]),
      ];
    case 'SchemaDefinition':
    case 'SchemaExtension':
      return [
        node.kind === 'SchemaDefinition' ? 'Schema' : 'SchemaExtension',
        tree([
          ['Description', description(node)],
          ['Directives', directives(node)],
          ['OperationTypes', node.operationTypes?.map(operationTypeTree)],
        ]),
      ];
    case 'DirectiveDefinition':
      return [
        'Directives',
        tree([
          ['Description', description(node)],
          ['Name', node.name.value],
          ['Arguments', node.arguments?.map(inputTree)],
          ['Locations', node.locations.map(({ value }) => value)],
          ['IsRepeatable', node.repeatable],
        ]),
      ];
    default:
      return [node.kind.endsWith('Extension') ? 'Extensions' : 'Definitions', typeTree(node)];
  }
}

/** Definitions and extensions of types, as far as they have something in common. */
export interface TypeLike {
  readonly kind: string;
  readonly name: { readonly value: string };
  readonly description?: StringValueNode | undefined;
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
  readonly interfaces?: readonly NamedTypeNode[] | undefined;
  readonly fields?: readonly (FieldDefinitionNode | InputValueDefinitionNode)[] | undefined;
  readonly types?: readonly NamedTypeNode[] | undefined;
  readonly values?: readonly EnumValueDefinitionNode[] | undefined;
}

function typeTree(node: TypeLike): RegoObject {
  return tree([
    ['Kind', TYPE_KINDS.get(node.kind.replace(/(?:Definition|Extension)$/, ''))!],
    ['Description', description(node)],
    ['Name', node.name.value],
    ['Directives', directives(node)],
    ['Interfaces', node.interfaces?.map(({ name }) => name.value)],
    ['Fields', node.fields?.map(fieldTree)],
    ['Types', node.types?.map(({ name }) => name.value)],
    ['EnumValues', node.values?.map(enumValueTree)],
    ['BuiltIn', false],
  ]);
}

function fieldTree(node: FieldDefinitionNode | InputValueDefinitionNode): RegoObject {
  if (node.kind === 'InputValueDefinition') return inputTree(node);
  return tree([
    ['Description', description(node)],
    ['Name', node.name.value],
    ['Arguments', node.arguments?.map(inputTree)],
    ['Type', refTree(node.type)],
    ['Directives', directives(node)],
  ]);
}

function inputTree(node: InputValueDefinitionNode): RegoObject {
  return tree([
    ['Description', description(node)],
    ['Name', node.name.value],
    ['DefaultValue', node.defaultValue === undefined ? undefined : valueTree(node.defaultValue)],
    ['Type', refTree(node.type)],
    ['Directives', directives(node)],
  ]);
}

function enumValueTree(node: EnumValueDefinitionNode): RegoObject {
  return tree([
    ['Description', description(node)],
    ['Name', node.name.value],
    ['Directives', directives(node)],
  ]);
}

function operationTypeTree(node: OperationTypeDefinitionNode): RegoObject {
  return tree([
    ['Operation', node.operation],
    ['Type', node.type.name.value],
  ]);
}

function variableTree(node: VariableDefinitionNode): RegoObject {
  return tree([
    ['Variable', node.variable.name.value],
    ['Type', refTree(node.type)],
    ['DefaultValue', node.defaultValue === undefined ? undefined : valueTree(node.defaultValue)],
    ['Directives', directives(node)],
    ['Used', false],
  ]);
}

function description(node: { readonly kind: string; readonly description?: StringValueNode | undefined }): string {
  return node.description?.value ?? '';
}

function directives(node: { readonly directives?: readonly DirectiveNode[] | undefined }): Value[] | undefined {
  return node.directives?.map((directive) =>
    tree([
      ['Name', directive.name.value],
      ['Arguments', directive.arguments?.map(argumentTree)],
      ['Location', ''],
    ]),
  );
}

function argumentTree({
  name,
  value,
}: {
  readonly name: { readonly value: string };
  readonly value: ValueNode;
}): RegoObject {
  return tree([
    ['Name', name.value],
    ['Value', valueTree(value)],
  ]);
}

function refTree(node: TypeNode): RegoObject {
  const isRequired = node.kind === 'NonNullType';
  const inner = isRequired ? node.type : node;
  return tree([
    ['NamedType', inner.kind === 'NamedType' ? inner.name.value : ''],
    ['Elem', inner.kind === 'ListType' ? refTree(inner.type) : undefined],
    ['NonNull', isRequired],
  ]);
}

function selections(set: SelectionSetNode | undefined): Value[] | undefined {
  return set?.selections.map(selectionTree);
}

function selectionTree(node: SelectionNode): RegoObject {
  if (node.kind === 'Field') {
    return tree([
      ['Alias', node.alias?.value ?? node.name.value],
      ['Name', node.name.value],
      ['Arguments', node.arguments?.map(argumentTree)],
      ['Directives', directives(node)],
      ['SelectionSet', selections(node.selectionSet)],
    ]);
  }
  if (node.kind === 'FragmentSpread') {
    return tree([
      ['Name', node.name.value],
      ['Directives', directives(node)],
    ]);
  }
  return tree([
    ['TypeCondition', node.typeCondition?.name.value ?? ''],
    ['Directives', directives(node)],
    ['SelectionSet', selections(node.selectionSet)],
  ]);
}

function valueTree(node: ValueNode): RegoObject {
  const kind = node.kind === 'StringValue' && node.block === true ? 'BlockValue' : node.kind;
  return tree([
    ['Raw', rawText(node)],
    ['Children', childrenOf(node)],
    ['Kind', VALUE_KINDS.indexOf(kind)],
    ['ExpectedTypeHasDefault', false],
  ]);
}

function rawText(node: ValueNode): string {
  switch (node.kind) {
    case 'Variable':
      return node.name.value;
    case 'BooleanValue':
      return String(node.value);
    case 'NullValue':
      return 'null';
    case 'ListValue':
    case 'ObjectValue':
      return '';
    default:
      return node.value;
  }
}

function childrenOf(node: ValueNode): Value[] | undefined {
  if (node.kind === 'ListValue')
    return node.values.map((value) =>
      tree([
        ['Name', ''],
        ['Value', valueTree(value)],
      ]),
    );
  return node.kind === 'ObjectValue' ? node.fields.map(argumentTree) : undefined;
}
