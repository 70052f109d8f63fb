import { LABEL_COUNT } from './labels.ts';

/** Tokens of a long span that are looked at. */
const MAX_TOKENS_LOOKED_AT = 8;

/** Where a span is among the tokens. */
export interface TokenSpan {
  readonly first: number;
  readonly last: number;
  /** Tokens of the stretch. */
  readonly count: number;
}

/** Tells how probable a span is. */
export type ConfidenceOf = (emissions: Float32Array, labels: Uint8Array, span: TokenSpan) => number;

/**
 * Makes the function that tells the probability, by the model, that all tokens of a span are of the type that its first one
 * begins, given the labels on either side: the weight of the labellings with that type against the weight of all (forward
 * recursion of a linear-chain CRF, scaled at each step). Only the first eight tokens of a long span are looked at.
 */
export function spanConfidence(transitions: Float32Array): ConfidenceOf {
  const factors = Float64Array.from(transitions, (weight) => Math.exp(weight));
  const potentials = new Float64Array(LABEL_COUNT);
  let all = new Float64Array(LABEL_COUNT);
  let next = new Float64Array(LABEL_COUNT);
  const factor = (from: number, to: number): number => factors[from * LABEL_COUNT + to] as number;

  return (emissions, labels, span) => {
    const last = Math.min(span.last, span.first + MAX_TOKENS_LOOKED_AT - 1);
    const before = span.first === 0 ? 0 : (labels[span.first - 1] as number);
    const begin = labels[span.first] as number;
    const inside = begin + 1;
    all.fill(0);
    all[before] = 1;
    // Weights of the labellings that are of the type so far, by their last label.
    let begun = 0;
    let continued = 0;
    for (let at = span.first; at <= last; at++) {
      const offset = at * LABEL_COUNT;
      const base = emissions[offset + begin] as number;
      for (let to = 0; to < LABEL_COUNT; to++) potentials[to] = Math.exp((emissions[offset + to] as number) - base);
      next.fill(0);
      for (let from = 0; from < LABEL_COUNT; from++) {
        const mass = all[from] as number;
        if (mass === 0) continue;
        for (let to = 0; to < LABEL_COUNT; to++) next[to] = (next[to] as number) + mass * factor(from, to);
      }
      let total = 0;
      for (let to = 0; to < LABEL_COUNT; to++) {
        next[to] = (next[to] as number) * (potentials[to] as number);
        total += next[to] as number;
      }
      for (let to = 0; to < LABEL_COUNT; to++) next[to] = (next[to] as number) / total;
      [all, next] = [next, all];
      const isFirst = at === span.first;
      const toBegin = isFirst
        ? factor(before, begin)
        : begun * factor(begin, begin) + continued * factor(inside, begin);
      const toInside = isFirst
        ? factor(before, inside)
        : begun * factor(begin, inside) + continued * factor(inside, inside);
      begun = (toBegin * (potentials[begin] as number)) / total;
      continued = (toInside * (potentials[inside] as number)) / total;
    }
    if (last + 1 >= span.count) return Math.min(1, begun + continued);
    const after = labels[last + 1] as number;
    let sum = 0;
    for (let from = 0; from < LABEL_COUNT; from++) sum += (all[from] as number) * factor(from, after);
    return Math.min(1, (begun * factor(begin, after) + continued * factor(inside, after)) / sum);
  };
}
