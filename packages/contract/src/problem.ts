import { z } from 'zod';

/**
 * Every public error code with its HTTP status and title: the one table that decides both. A code is stable; titles may
 * be reworded.
 */
export const PROBLEMS = {
  request_malformed: { status: 400, title: 'The request cannot be read' },
  request_invalid: { status: 400, title: 'The request does not fit the schema' },
  cursor_invalid: { status: 400, title: 'The cursor is not one that this list gave out' },
  not_signed_in: { status: 401, title: 'Sign in first' },
  sign_in_refused: { status: 401, title: 'The sign-in link is not valid any more' },
  identity_refused: { status: 403, title: 'This identity is not accepted' },
  not_permitted: { status: 403, title: 'Not permitted' },
  origin_refused: { status: 403, title: 'The request came from another site' },
  enrolment_refused: { status: 403, title: 'Enrolment refused' },
  key_release_refused: { status: 403, title: 'The key is not released' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'This path has no such method' },
  name_taken: { status: 409, title: 'The name is taken' },
  release_withdrawn: { status: 409, title: 'The release is withdrawn' },
  release_in_use: { status: 409, title: 'A rollout is using the release' },
  rollout_conflict: { status: 409, title: 'Another rollout of this line is under way in these fleets' },
  rollout_state: { status: 409, title: 'The rollout is not in a state that allows this' },
  nothing_to_roll_back_to: { status: 409, title: 'There is no earlier release to go back to' },
  already_revoked: { status: 409, title: 'Already revoked' },
  body_too_large: { status: 413, title: 'The body is too large' },
  media_type_unsupported: { status: 415, title: 'The media type is not supported' },
  range_not_satisfiable: { status: 416, title: 'The range lies outside the file' },
  package_refused: { status: 422, title: 'The package is refused' },
  csr_refused: { status: 422, title: 'The certificate request is refused' },
  publisher_key_invalid: { status: 422, title: 'The publisher key cannot be used' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something failed on our side' },
  unavailable: { status: 503, title: 'Temporarily not available' },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;
export const PROBLEM_CODES = Object.keys(PROBLEMS) as ProblemCode[];

/** Codes that any operation may answer. */
export const COMMON_PROBLEMS = [
  'request_malformed',
  'request_invalid',
  'method_not_allowed',
  'body_too_large',
  'media_type_unsupported',
  'rate_limited',
  'internal',
  'unavailable',
] as const satisfies readonly ProblemCode[];

/** An error answer (RFC 9457), `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().describe('URI of the error code'),
    title: z.string().describe('What went wrong, for people'),
    status: z.int().describe('The HTTP status'),
    code: z.enum(PROBLEM_CODES as [ProblemCode, ...ProblemCode[]]).describe('Stable code, for programs'),
    detail: z.string().optional().describe('What to know about this occurrence'),
    requestId: z.string().optional().describe('Find the log lines of this request by it'),
    issues: z
      .array(
        z.object({ path: z.string().describe('Where in the request'), message: z.string().describe('What is wrong') }),
      )
      .optional()
      .describe('The fields that do not fit'),
    reason: z.string().optional().describe('A narrower code where one may be told, such as why a package is refused'),
  })
  .meta({ id: 'Problem', description: 'An error answer (RFC 9457)' });
export type Problem = z.infer<typeof problemSchema>;

/** Media type of {@link problemSchema}. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';
