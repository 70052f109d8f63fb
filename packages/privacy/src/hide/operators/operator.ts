import type { z } from 'zod';
import type { EntityType } from '../../entity-types.ts';
import type { HideContext } from '../hide-context.ts';

/** A value that was found, and what it is. */
export interface HiddenValue {
  readonly type: EntityType;
  readonly value: string;
}

/** A way to hide a value: the options as a schema, and what comes in the value's place. */
export interface OperatorDefinition<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** The text that takes the value's place. Pure but for the nonces of `encrypt` and the entries that `token` makes. */
  apply(hidden: HiddenValue, options: z.output<Schema>, context: HideContext): string;
}

/** Gives an operator its option types. */
export function defineOperator<Schema extends z.ZodType>(
  definition: OperatorDefinition<Schema>,
): OperatorDefinition<Schema> {
  return definition;
}
