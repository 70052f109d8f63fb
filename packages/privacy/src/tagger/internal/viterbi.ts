import { LABEL_COUNT, mayFollow } from './labels.ts';

/** Weight of a transition that may not be. */
const FORBIDDEN = -1e6;

/** The labels of a stretch that together score highest; the result is reused by the next call. */
export type Decoder = (emissions: Float32Array, count: number) => Uint8Array;

/** Transitions with those that make no sense ruled out. */
export function allowedTransitions(transitions: Float32Array): Float32Array {
  return transitions.map((weight, index) => {
    const from = Math.floor(index / LABEL_COUNT);
    return mayFollow(index % LABEL_COUNT, from) ? weight : FORBIDDEN;
  });
}

/** Widest difference between allowed ways into one label that begins something or is outside. */
function widestDifference(transitions: Float32Array): number {
  let widest = 0;
  for (let to = 0; to < LABEL_COUNT; to = to === 0 ? 1 : to + 2) {
    let low = Infinity;
    let high = -Infinity;
    for (let from = 0; from < LABEL_COUNT; from++) {
      const weight = transitions[from * LABEL_COUNT + to] as number;
      if (weight < low) low = weight;
      if (weight > high) high = weight;
    }
    if (high - low > widest) widest = high - low;
  }
  return widest;
}

/**
 * First-order Viterbi over stretches of at most `capacity` tokens; the stretch starts as if outside came before it. Ways from
 * labels so far behind the best that no transition can make up for it are not tried: the result is the same.
 */
export function viterbiDecoder(transitions: Float32Array, capacity: number): Decoder {
  const back = new Uint8Array(capacity * LABEL_COUNT);
  const labels = new Uint8Array(capacity);
  const alive = new Uint8Array(LABEL_COUNT);
  const reach = widestDifference(transitions);
  const scores = [new Float64Array(LABEL_COUNT), new Float64Array(LABEL_COUNT)] as const;
  const weights = Float64Array.from(transitions);
  return (emissions, count) => {
    let [best, next] = scores;
    best.fill(FORBIDDEN);
    best[0] = 0;
    let top = 0;
    for (let at = 0; at < count; at++) {
      let living = 0;
      for (let label = 0; label < LABEL_COUNT; label++) {
        if ((best[label] as number) >= top - reach) alive[living++] = label;
      }
      const offset = at * LABEL_COUNT;
      // Scores are taken relative to the best, so that they do not grow with the text.
      const base = top;
      top = -Infinity;
      for (let to = 2; to < LABEL_COUNT; to += 2) {
        const begun = (best[to - 1] as number) + (weights[(to - 1) * LABEL_COUNT + to] as number);
        const continued = (best[to] as number) + (weights[to * LABEL_COUNT + to] as number);
        const score = (begun > continued ? begun : continued) - base + (emissions[offset + to] as number);
        next[to] = score;
        if (score > top) top = score;
        back[offset + to] = begun > continued ? to - 1 : to;
      }
      for (let to = 0; to < LABEL_COUNT; to = to === 0 ? 1 : to + 2) {
        let from = alive[0] as number;
        let highest = (best[from] as number) + (weights[from * LABEL_COUNT + to] as number);
        for (let index = 1; index < living; index++) {
          const candidate = alive[index] as number;
          const score = (best[candidate] as number) + (weights[candidate * LABEL_COUNT + to] as number);
          if (score > highest) {
            highest = score;
            from = candidate;
          }
        }
        const score = highest - base + (emissions[offset + to] as number);
        next[to] = score;
        if (score > top) top = score;
        back[offset + to] = from;
      }
      [best, next] = [next, best];
    }
    let label = best.indexOf(Math.max(...best));
    for (let at = count - 1; at >= 0; at--) {
      labels[at] = label;
      label = back[at * LABEL_COUNT + label] as number;
    }
    return labels;
  };
}
