import { ApiError, PROBLEM_CODES } from '@tensorguard/contract';
import { expect, test } from 'vitest';
import { describeError } from './describe-error.ts';

/** Codes that only agents and programs meet. */
const NEVER_SHOWN = new Set([
  'request_malformed',
  'identity_refused',
  'enrolment_refused',
  'key_release_refused',
  'method_not_allowed',
  'media_type_unsupported',
  'range_not_satisfiable',
  'csr_refused',
]);

test.each(PROBLEM_CODES.filter((code) => !NEVER_SHOWN.has(code)))('%s has a remedy of its own', (code) => {
  expect(describeError(new ApiError(code, 400, 'x')).remedy).not.toBe('Try again.');
});

test.each([
  ['chunk_tampered', /Get it again from the publisher/],
  ['truncated', /Get it again from the publisher/],
  ['untrusted_signer', /trust it under Publishers and keys/],
  ['no_matching_recipient', /packaging key/],
  ['manifest_invalid', /Pack it again/],
])('a package that is refused with %s says what helps', (reason, remedy) => {
  const problem = { type: 'x', title: 'x', status: 422, code: 'package_refused', reason } as const;
  expect(describeError(new ApiError('package_refused', 422, 'x', { problem })).remedy).toMatch(remedy);
});

test('no answer, a strange answer and anything thrown have words', () => {
  expect(describeError(new ApiError('unreachable', 0, 'x')).title).toBe('The platform does not answer');
  expect(describeError(new ApiError('answer_invalid', 200, 'x')).remedy).toContain('Reload');
  expect(describeError('text').detail).toBe('text');
  expect(describeError(new Error('boom')).detail).toBe('boom');
});
