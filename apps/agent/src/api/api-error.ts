import { CodedError } from '@tensorguard/core';
import { InferenceError, type InferenceErrorCode } from '@tensorguard/inference';

/** Every problem of the local API with its HTTP status: the one table that decides it. */
const OWN_PROBLEMS = {
  request_malformed: { status: 400, title: 'The request cannot be read' },
  request_invalid: { status: 400, title: 'The request does not fit the schema' },
  token_required: { status: 401, title: 'The bearer token is missing or wrong' },
  host_refused: { status: 403, title: 'The request names a host that this API does not have' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'This path has no such method' },
  body_too_large: { status: 413, title: 'The body is too large' },
  media_type_unsupported: { status: 415, title: 'The media type is not supported' },
  internal: { status: 500, title: 'Something failed on our side' },
  identity_revoked: { status: 503, title: 'The platform revoked this agent' },
} as const;

/** Codes that callers of a model see; those of broken models and runtimes are on our side. */
const INFERENCE_PROBLEMS: Readonly<Partial<Record<InferenceErrorCode, { status: number; title: string }>>> = {
  input_dtype_mismatch: { status: 422, title: 'An input has another element type' },
  input_missing: { status: 422, title: 'An input is missing' },
  input_not_finite: { status: 422, title: 'An input is not finite' },
  input_out_of_range: { status: 422, title: 'An input is out of range' },
  input_shape_mismatch: { status: 422, title: 'An input has another shape' },
  input_unknown: { status: 422, title: 'The model has no such input' },
  tensor_dtype_unsupported: { status: 422, title: 'An element type is not supported' },
  tensor_malformed: { status: 422, title: 'A tensor cannot be read' },
  tensor_not_finite: { status: 422, title: 'A tensor is not finite' },
  tensor_out_of_range: { status: 422, title: 'A value does not fit its element type' },
  tensor_size_mismatch: { status: 422, title: 'A tensor has another size than its shape' },
  tensor_too_large: { status: 422, title: 'A tensor is too large' },
  queue_full: { status: 429, title: 'Too many requests wait' },
  model_run_failed: { status: 500, title: 'The model failed' },
  output_dtype_mismatch: { status: 502, title: 'The model gave an unexpected answer' },
  output_missing: { status: 502, title: 'The model gave an unexpected answer' },
  output_not_finite: { status: 502, title: 'The model gave an unexpected answer' },
  output_out_of_range: { status: 502, title: 'The model gave an unexpected answer' },
  output_shape_mismatch: { status: 502, title: 'The model gave an unexpected answer' },
  queue_closed: { status: 503, title: 'The agent is stopping' },
  slot_empty: { status: 503, title: 'No model is loaded' },
  model_disposed: { status: 503, title: 'No model is loaded' },
  deadline_exceeded: { status: 504, title: 'The deadline has passed' },
};

/** Codes of {@link ApiProblemError}. */
export type ApiProblemCode = keyof typeof OWN_PROBLEMS;

/** A request to the local API that cannot be served. */
export class ApiProblemError extends CodedError<ApiProblemCode> {}

/** Body of an error answer (RFC 9457). */
export interface ApiProblem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
}

/** The problem of anything that was thrown. What has no public code becomes `internal`, without its message. */
export function problemOf(thrown: unknown): ApiProblem {
  const known = knownProblem(thrown);
  if (known === undefined) return { ...OWN_PROBLEMS.internal, code: 'internal', type: typeOf('internal') };
  const { code, message, status, title } = known;
  return { type: typeOf(code), title, status, code, detail: message };
}

function knownProblem(thrown: unknown): { code: string; message: string; status: number; title: string } | undefined {
  if (thrown instanceof ApiProblemError) {
    return { code: thrown.code, message: thrown.message, ...OWN_PROBLEMS[thrown.code] };
  }
  if (!(thrown instanceof InferenceError)) return undefined;
  const problem = INFERENCE_PROBLEMS[thrown.code];
  return problem === undefined ? undefined : { code: thrown.code, message: thrown.message, ...problem };
}

function typeOf(code: string): string {
  return `urn:tensorguard:problem:${code}`;
}
