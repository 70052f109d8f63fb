import { RegoError } from '../errors.ts';

/** An object of a plan file, of which only own members are read. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Largest number of a local variable: they are 32-bit integers. */
export const MAX_LOCAL = 2 ** 31 - 1;

/** The error of a plan that cannot be used. */
export function planInvalid(where: string, complaint: string): RegoError {
  return new RegoError('plan_invalid', `${where} ${complaint}`);
}

/** A member of an object; `undefined` when it is not there. */
export function member(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** An object. @throws RegoError `plan_invalid` */
export function objectAt(value: unknown, where: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw planInvalid(where, 'is no object');
  return value as JsonObject;
}

/** A list; OPA writes an empty one as null, or leaves it out. @throws RegoError `plan_invalid` */
export function listAt(value: unknown, where: string): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw planInvalid(where, 'is no list');
  // A list with holes is not JSON; copied, they are members that nothing takes.
  return Array.from<unknown>(value);
}

/** A string. @throws RegoError `plan_invalid` */
export function textAt(value: unknown, where: string): string {
  if (typeof value !== 'string') throw planInvalid(where, 'is no string');
  return value;
}

/** An integer in a range, both ends included. @throws RegoError `plan_invalid` */
export function integerAt(value: unknown, min: number, max: number, where: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw planInvalid(where, 'is no integer');
  if (value < min || value > max) throw planInvalid(where, `is out of range: ${value}`);
  return value === 0 ? 0 : value;
}
