import type { RegoNumber } from '../../../value/big-number.ts';
import type { Value } from '../../../value/value.ts';

/** Why a text or value is no JSON schema; the message is that of OPA's library (gojsonschema). */
export class JsonSchemaError extends Error {}

/** Names of the primitive types, in the order of messages. */
export const PRIMITIVE_TYPES = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'] as const;
export type PrimitiveType = (typeof PRIMITIVE_TYPES)[number];

/** A draft of JSON schema; `hybrid`, which stands when `$schema` names none, takes the words of all three. */
export type Draft = 4 | 6 | 7 | 'hybrid';

/** A schema after parsing. Words that are absent are `undefined`. */
export interface Schema {
  /** The schema is `true` or `false`. */
  pass?: boolean;
  /** Another schema that stands for this one. */
  ref?: () => Schema;
  types: PrimitiveType[];
  properties: Map<string, Schema>;
  additionalProperties?: boolean | Schema;
  patternProperties: { readonly test: (text: string) => boolean; readonly schema: Schema }[];
  propertyNames?: Schema;
  dependencies: Map<string, readonly string[] | Schema>;
  /** One schema for all items, or one for each. */
  items?: Schema | Schema[];
  additionalItems?: boolean | Schema;
  multipleOf?: RegoNumber;
  minimum?: RegoNumber;
  exclusiveMinimum?: RegoNumber;
  maximum?: RegoNumber;
  exclusiveMaximum?: RegoNumber;
  minLength?: number;
  maxLength?: number;
  pattern?: { readonly text: string; readonly test: (text: string) => boolean };
  format?: string;
  minProperties?: number;
  maxProperties?: number;
  required: string[];
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  contains?: Schema;
  constant?: Value;
  enumeration?: readonly Value[];
  oneOf: Schema[];
  anyOf: Schema[];
  allOf: Schema[];
  not?: Schema;
  if?: Schema;
  then?: Schema;
  else?: Schema;
}
