/** JSON-safe facts about an error; logged and, where a code is public, shown to the caller. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** How an error came to be: the error under it and the facts that explain it. */
export interface ErrorContext {
  readonly cause?: unknown;
  readonly details?: ErrorDetails;
}

/**
 * Base class of every error that the product raises on purpose.
 *
 * Each package derives one class with a closed union of codes. A code is stable and lower_snake_case; the message is for
 * people and may change. Programmer mistakes are `TypeError` instead.
 */
export abstract class CodedError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly details: ErrorDetails;

  constructor(code: Code, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.code = code;
    this.details = context.details ?? {};
    this.name = new.target.name;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
