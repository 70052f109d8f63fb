import type { FakeSource } from './fake-source.ts';

/** What a faker may use. */
export interface FakeInput {
  readonly value: string;
  /** Choices that follow from key, scope, type and value. */
  readonly source: FakeSource;
  /** Choices that follow from key and scope alone: the same for every value. */
  readonly scopeSource: FakeSource;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Invents values of one type. */
export interface Faker {
  /** The form in which two spellings of one thing are equal, so that they get the same fake. The value as it is unless given. */
  readonly same?: (value: string) => string;
  /** A realistic value that is not the person's, or `undefined` when the value is not of a form that it knows. */
  readonly fake: (input: FakeInput) => string | undefined;
}

/** Digits of a value in the places of another's digits; `undefined` when there are not as many. */
export function layDigits(pattern: string, digits: string): string {
  let next = 0;
  return pattern.replace(/\d/g, () => digits[next++] ?? '0');
}

/** The value without anything but digits. */
export function digitsOf(value: string): string {
  return value.replace(/\D/g, '');
}

export const DIGITS = '0123456789';
