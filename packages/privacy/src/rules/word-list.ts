import type { EntityType } from '../entity-types.ts';

/** A listed value where it stands in a text. */
export interface ListedPlace {
  readonly type: EntityType;
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly next: Map<number, Node>;
  fail: Node | undefined;
  /** Nearest node on the fail path, itself included, that ends a value. */
  match: Node | undefined;
  readonly depth: number;
  type: EntityType | undefined;
}

/**
 * Finds many values in one pass over a text (Aho and Corasick, 1975), in any case, where they are words of their own. Of
 * overlapping values the earlier stands whole, and the later covers what it adds.
 */
export class WordList {
  readonly #root = node(0);

  constructor(entries: readonly { readonly value: string; readonly type: EntityType }[]) {
    for (const { value, type } of entries) this.#add(value, type);
    this.#link();
  }

  /** Ordered places, none overlapping. Linear in the text for values of bounded length. */
  find(text: string): ListedPlace[] {
    if (this.#root.next.size === 0) return [];
    const places: ListedPlace[] = [];
    let state = this.#root;
    for (let at = 0; at < text.length; at += 1) {
      const unit = foldUnit(text.charCodeAt(at));
      let from: Node | undefined = state;
      while (from !== undefined && !from.next.has(unit)) from = from.fail;
      state = from?.next.get(unit) ?? this.#root;
      for (let found = state.match; found !== undefined; found = found.fail?.match) {
        const start = at + 1 - found.depth;
        if (found.type === undefined || !isWord(text, start, at + 1)) continue;
        addPlace(places, { type: found.type, start, end: at + 1 });
        break;
      }
    }
    return places;
  }

  #add(value: string, type: EntityType): void {
    let at = this.#root;
    for (let i = 0; i < value.length; i += 1) {
      const unit = foldUnit(value.charCodeAt(i));
      const next = at.next.get(unit) ?? node(at.depth + 1);
      at.next.set(unit, next);
      at = next;
    }
    at.type ??= type;
  }

  #link(): void {
    const queue: Node[] = [this.#root];
    for (const parent of queue) {
      for (const [unit, child] of parent.next) {
        let from = parent.fail;
        while (from !== undefined && !from.next.has(unit)) from = from.fail;
        child.fail = from?.next.get(unit) ?? this.#root;
        child.match = child.type === undefined ? child.fail.match : child;
        queue.push(child);
      }
    }
  }
}

/** Ends come in order, starts need not. Of overlapping places the earlier stands and the later covers what it adds. */
function addPlace(places: ListedPlace[], place: ListedPlace): void {
  let last = places.at(-1);
  while (last !== undefined && last.start >= place.start) {
    places.pop();
    last = places.at(-1);
  }
  const start = Math.max(place.start, last?.end ?? 0);
  if (start < place.end) places.push({ ...place, start });
}

function node(depth: number): Node {
  return { next: new Map(), fail: undefined, match: undefined, depth, type: undefined };
}

/** Unit by unit, so that offsets stay; letters whose lower case is longer stay as they are. */
function foldUnit(unit: number): number {
  if (unit < 128) return unit >= 65 && unit <= 90 ? unit + 32 : unit;
  const lower = String.fromCharCode(unit).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : unit;
}

function isWord(text: string, start: number, end: number): boolean {
  return !(joins(text, start - 1) && joins(text, start)) && !(joins(text, end - 1) && joins(text, end));
}

function joins(text: string, at: number): boolean {
  return at >= 0 && at < text.length && /[\p{L}\p{N}\p{M}]/u.test(text.charAt(at));
}
