import { CodedError } from './errors.ts';

/** Codes of errors raised by this package. */
export type CoreErrorCode = 'canonical_json_invalid' | 'config_invalid' | 'config_unreadable' | 'id_invalid';

/** Error of the foundations: configuration, identifiers, canonical JSON. */
export class CoreError extends CodedError<CoreErrorCode> {}
