import { parsePath, type PathStep } from '../rules/json-path.ts';
import type { PathRule } from '../rules/privacy-rules.ts';

/** How far each rule has come at a place of a document. */
export interface PathState {
  /** Rule and step that comes next, packed. */
  readonly waiting: readonly number[];
  /** The rule that holds here: the last of those that fit, else the one that holds above. */
  readonly rule: PathRule | undefined;
}

/** A rule has fewer steps than this: see `MAX_PATH_STEPS`. */
const STRIDE = 128;

/** Follows many paths down a document at once. */
export class PathMatcher {
  readonly #rules: readonly PathRule[];
  readonly #steps: readonly (readonly PathStep[])[];

  constructor(rules: readonly PathRule[]) {
    this.#rules = rules;
    this.#steps = rules.map(({ path }) => parsePath(path).steps ?? []);
  }

  /** At the document's root. */
  root(): PathState {
    return this.#arrive(
      this.#rules.map((_, index) => index * STRIDE),
      undefined,
    );
  }

  /** One step down from a place. */
  step(from: PathState, select: string | number): PathState {
    if (from.waiting.length === 0) return from;
    const next = new Set<number>();
    for (const packed of from.waiting) {
      const step = this.#steps[Math.floor(packed / STRIDE)]?.[packed % STRIDE];
      if (step === undefined) continue;
      if (step.descend) next.add(packed);
      if (step.select === undefined || step.select === select) next.add(packed + 1);
    }
    return this.#arrive([...next], from.rule);
  }

  #arrive(places: readonly number[], above: PathRule | undefined): PathState {
    let best = -1;
    const waiting: number[] = [];
    for (const packed of places) {
      const index = Math.floor(packed / STRIDE);
      if (packed % STRIDE === this.#steps[index]?.length) best = Math.max(best, index);
      else waiting.push(packed);
    }
    return { waiting, rule: best === -1 ? above : this.#rules[best] };
  }
}
