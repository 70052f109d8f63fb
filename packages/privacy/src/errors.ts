import { CodedError } from '@tensorguard/core/web';

/** Codes of {@link PrivacyError}. */
export type PrivacyErrorCode =
  /** A rule set does not make sense. */
  | 'rules_invalid'
  /** A key is absent or has the wrong length. */
  | 'key_invalid'
  /** A hidden value cannot be restored: it was changed, or belongs to somebody else. */
  | 'token_unknown'
  /** The file of the tagger is damaged or of another version. */
  | 'model_invalid'
  /** A document nests too deeply, refers to itself or holds something that is not JSON. */
  | 'document_invalid'
  /** A labelled file cannot be opened or read. */
  | 'file_unreadable'
  /** A line of a labelled file is not what it has to be. */
  | 'line_invalid'
  /** Input went over a stated bound. */
  | 'limit_exceeded';

/** Anything that is wrong with rules, keys, documents or hidden values. Messages never quote what was hidden. */
export class PrivacyError extends CodedError<PrivacyErrorCode> {}
