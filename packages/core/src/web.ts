/** The part of this package that runs in a browser too: no Node module is reached from here. */
export { digestPattern, type Digest } from './digest-pattern.ts';
export { CodedError, messageOf, type ErrorContext, type ErrorDetails } from './errors.ts';
export { idPattern } from './id-pattern.ts';
