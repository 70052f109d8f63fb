import type { OperandType } from '../builtins/builtin.ts';
import type * as ir from '../compiler/ir.ts';
import { typeName } from '../value/type-name.ts';
import type { TypeName } from '../value/value.ts';

/** The kinds of value that a term can have; `undefined` when nothing is known. */
export type Type = ReadonlySet<TypeName> | undefined;

/** Kinds of value that have members. */
const COMPOSITE: ReadonlySet<TypeName> = new Set(['array', 'object', 'set']);

/** What terms can be told from. */
export interface TypeFacts {
  /** By the slot of a variable. */
  readonly locals: ReadonlyMap<number, Type>;
  /** Of the document of rules at a path below `data`, and how many steps of the path lead there. */
  document(path: readonly ir.Term[]): { readonly type: Type; readonly steps: number } | undefined;
}

/** Kinds that an operand or result of a builtin may have. */
export function operandType(type: OperandType): Type {
  if (type === 'any') return undefined;
  return new Set(typeof type === 'string' ? [type] : type);
}

/** Kinds that a term can have, looking no deeper than its outermost part. */
export function typeOf(term: ir.Term, facts: TypeFacts): Type {
  switch (term.kind) {
    case 'constant':
      return new Set([typeName(term.value)]);
    case 'local':
      return facts.locals.get(term.slot);
    case 'array':
    case 'array-comprehension':
      return new Set(['array']);
    case 'set':
    case 'set-comprehension':
      return new Set(['set']);
    case 'object':
    case 'object-comprehension':
      return new Set(['object']);
    case 'template':
      return new Set(['string']);
    case 'call':
      return term.builtin === undefined || term.builtin.relation === true
        ? undefined
        : operandType(term.builtin.result);
    case 'ref': {
      const found = term.head.kind === 'data' ? facts.document(term.path) : undefined;
      return found?.steps === term.path.length ? found.type : undefined;
    }
    case 'input':
    case 'data':
      return undefined;
  }
}

/** True when no value has both types. */
export function areDisjoint(a: Type, b: Type): boolean {
  return a !== undefined && b !== undefined && a.isDisjointFrom(b);
}

/** True when a value of the type surely has no members. */
export function isScalar(type: Type): boolean {
  return type !== undefined && type.size > 0 && type.isDisjointFrom(COMPOSITE);
}

/** The type for messages: `number`, `any<array, set>`. */
export function typeText(type: Type): string {
  if (type === undefined) return 'any';
  return type.size === 1 ? [...type][0]! : `any<${[...type].sort().join(', ')}>`;
}
