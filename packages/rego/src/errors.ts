import { CodedError, type ErrorContext } from '@tensorguard/core/web';

/** Codes of {@link RegoError}. Those that OPA has keep OPA's names. */
export type RegoErrorCode =
  | 'rego_parse_error'
  | 'rego_compile_error'
  | 'rego_type_error'
  | 'rego_unsafe_var_error'
  | 'rego_recursion_error'
  | 'eval_type_error'
  | 'eval_builtin_error'
  | 'eval_conflict_error'
  | 'eval_with_merge_error'
  | 'eval_cancel_error'
  | 'eval_internal_error'
  | 'budget_exceeded'
  | 'capability_denied'
  | 'value_invalid'
  | 'bundle_invalid'
  | 'plan_invalid';

/** Where something stands in a policy. */
export interface Location {
  readonly file: string;
  /** First line is 1. */
  readonly line: number;
  /** First column is 1; columns are UTF-16 code units. */
  readonly column: number;
}

/** Anything that is wrong with a policy, its data, or its evaluation. `details.location` says where, when it is known. */
export class RegoError extends CodedError<RegoErrorCode> {
  readonly location: Location | undefined;

  constructor(code: RegoErrorCode, message: string, context: ErrorContext & { readonly location?: Location } = {}) {
    const { location, ...rest } = context;
    super(code, message, location === undefined ? rest : { ...rest, details: { ...rest.details, location } });
    this.location = location;
  }
}
