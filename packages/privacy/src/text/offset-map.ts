/** A text as recognisers see it, and the way back. */
export interface NormalisedText {
  readonly text: string;
  readonly isChanged: boolean;
  /** The place in the original that made a place of `text`; UTF-16 code units. */
  readonly toOriginal: (start: number, end: number) => { readonly start: number; readonly end: number };
}

/** A text that stays as it is. */
export function unchanged(text: string): NormalisedText {
  return { text, isChanged: false, toOriginal: (start, end) => ({ start, end }) };
}

/** A text that was made from one that was made before: places lead back through both. */
export function madeFrom(before: NormalisedText, after: NormalisedText): NormalisedText {
  if (!after.isChanged) return before;
  if (!before.isChanged) return after;
  return {
    text: after.text,
    isChanged: true,
    toOriginal: (start, end) => {
      const place = after.toOriginal(start, end);
      return before.toOriginal(place.start, place.end);
    },
  };
}

/** Puts a text together from another one, from left to right, and remembers where it differs. */
export class Rewriting {
  readonly #original: string;
  #text = '';
  /** End of what was taken over. */
  #taken = 0;
  /** The last change took something away. */
  #endsEmpty = false;
  /** Of each change: where it begins and ends in the new text, and in the original. */
  readonly #changes: number[] = [];

  constructor(original: string) {
    this.#original = original;
  }

  /** @param at offset in the original, not before the end of the last change */
  replace(at: number, length: number, by: string): void {
    if (by === '' && at === this.#taken && this.#endsEmpty) {
      // A run of characters that are taken away is one change.
      this.#taken = at + length;
      this.#changes[this.#changes.length - 1] = this.#taken;
      return;
    }
    this.#endsEmpty = by === '';
    this.#text += this.#original.slice(this.#taken, at);
    this.#changes.push(this.#text.length, this.#text.length + by.length, at, at + length);
    this.#text += by;
    this.#taken = at + length;
  }

  build(): NormalisedText {
    if (this.#changes.length === 0) return unchanged(this.#original);
    const text = this.#text + this.#original.slice(this.#taken);
    const changes = Uint32Array.from(this.#changes);
    return {
      text,
      isChanged: true,
      toOriginal: (start, end) => ({
        start: startOf(changes, start),
        end: Math.max(startOf(changes, start), endOf(changes, end)),
      }),
    };
  }
}

const FIELDS = 4;

/** Place in the original of the first character of a span. */
function startOf(changes: Uint32Array, offset: number): number {
  const before = lastChange(changes, offset, 1);
  if (before < 0) {
    const inside = changes.length > 0 && changes[0]! < offset ? changes[2]! : undefined;
    return inside ?? offset;
  }
  const next = before + FIELDS;
  // In the middle of what one character became.
  if (next < changes.length && changes[next]! < offset) return changes[next + 2]!;
  return offset - changes[before + 1]! + changes[before + 3]!;
}

/** Place in the original behind the last character of a span. */
function endOf(changes: Uint32Array, offset: number): number {
  const before = lastChange(changes, offset, 1);
  const next = before < 0 ? 0 : before + FIELDS;
  if (next < changes.length && changes[next]! < offset) return changes[next + 3]!;
  if (before < 0) return offset;
  // Characters that are not seen behind the span are not part of it.
  let first = next;
  while (first > 0 && isEmptyAt(changes, first - FIELDS, offset)) first -= FIELDS;
  if (first < next) return endBefore(changes, first, offset);
  return offset - changes[before + 1]! + changes[before + 3]!;
}

/** Whether a change took characters away at an offset of the new text. */
function isEmptyAt(changes: Uint32Array, change: number, offset: number): boolean {
  return changes[change] === offset && changes[change + 1] === offset;
}

function endBefore(changes: Uint32Array, first: number, offset: number): number {
  if (first === 0) return offset;
  const before = first - FIELDS;
  return offset - changes[before + 1]! + changes[before + 3]!;
}

/** Index of the last change whose field is at most an offset, or a negative number. */
function lastChange(changes: Uint32Array, offset: number, field: number): number {
  let low = 0;
  let high = changes.length / FIELDS;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changes[middle * FIELDS + field]! <= offset) low = middle + 1;
    else high = middle;
  }
  return (low - 1) * FIELDS;
}
