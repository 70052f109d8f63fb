import { RegoError } from '../errors.ts';

/** The error of an operand of the wrong kind; `position` counts from 1. Example of `complaint`: `must be string but got number`. */
export function operandError(builtin: string, position: number, complaint: string): RegoError {
  return new RegoError('eval_type_error', `${builtin}: operand ${position} ${complaint}`);
}

/** The error of a builtin that cannot work with operands of the right type. */
export function builtinError(builtin: string, message: string): RegoError {
  return new RegoError('eval_builtin_error', `${builtin}: ${message}`);
}
