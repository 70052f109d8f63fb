import type * as GraphQL from 'graphql';

/** The library's enumeration of kinds is loaded with it; its values as plain text need no loading. */
type Plain<Node> = Node extends GraphQL.Kind | GraphQL.OperationTypeNode
  ? `${Node}`
  : Node extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : Node extends GraphQL.Location
      ? GraphQL.Location
      : Node extends object
        ? { readonly [Name in keyof Node]: Plain<Node[Name]> }
        : Node;

// Syntax trees of the `graphql` library whose kinds are text.
export type DocumentNode = Plain<GraphQL.DocumentNode>;
export type DefinitionNode = Plain<GraphQL.DefinitionNode>;
export type DirectiveNode = Plain<GraphQL.DirectiveNode>;
export type DirectiveDefinitionNode = Plain<GraphQL.DirectiveDefinitionNode>;
export type ConstDirectiveNode = Plain<GraphQL.ConstDirectiveNode>;
export type EnumValueDefinitionNode = Plain<GraphQL.EnumValueDefinitionNode>;
export type FieldDefinitionNode = Plain<GraphQL.FieldDefinitionNode>;
export type InputValueDefinitionNode = Plain<GraphQL.InputValueDefinitionNode>;
export type NamedTypeNode = Plain<GraphQL.NamedTypeNode>;
export type OperationTypeDefinitionNode = Plain<GraphQL.OperationTypeDefinitionNode>;
export type SelectionNode = Plain<GraphQL.SelectionNode>;
export type SelectionSetNode = Plain<GraphQL.SelectionSetNode>;
export type StringValueNode = Plain<GraphQL.StringValueNode>;
export type TypeNode = Plain<GraphQL.TypeNode>;
export type ValueNode = Plain<GraphQL.ValueNode>;
export type VariableDefinitionNode = Plain<GraphQL.VariableDefinitionNode>;
