import type { EntityType } from './entity-types.ts';

/** A place of a text that tells something personal or secret. */
export interface Finding {
  readonly type: EntityType;
  /** First UTF-16 code unit. */
  readonly start: number;
  /** After the last UTF-16 code unit. */
  readonly end: number;
  /** How sure the recogniser is, 0 to 1; comparable between recognisers. */
  readonly score: number;
  /** Name of the recogniser, such as `credit-card` or `tagger`. */
  readonly recogniser: string;
  /** Why, for people: `Luhn and issuer`, `context "ssn"`. Never quotes the value. */
  readonly why: string;
}

/** Finds one kind of thing, in time linear in the text. Offsets are of the text that it was given. */
export interface Recogniser {
  readonly name: string;
  find(text: string): Finding[];
}

/** What a document tells a detector about a text, besides the text. */
export interface DetectHint {
  /** The nearest key above the value. */
  readonly key?: string;
  /** The type that the key's name promises. */
  readonly type?: EntityType;
}

/** A detector that can use a hint. */
export type Detect = (text: string, hint?: DetectHint) => readonly Finding[];
