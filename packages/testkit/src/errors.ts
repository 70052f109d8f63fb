import { CodedError } from '@tensorguard/core';

/** Codes of errors raised by this package. */
export type TestkitErrorCode =
  | 'database_failed'
  | 'model_missing'
  | 'service_failed'
  | 'service_missing'
  | 'wait_timeout';

/** Error of the test equipment: a service that does not start, a condition that does not come true. */
export class TestkitError extends CodedError<TestkitErrorCode> {}
