/** Sum of digits by weights, from the left, as long as there are weights. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += (digits.charCodeAt(index) - 48) * (weights[index] ?? 0);
  return sum;
}

/** The digit at `index`; NaN outside of the text, which equals nothing. */
export function digitAt(digits: string, index: number): number {
  return digits.charCodeAt(index) - 48;
}
