/** The sentence that says which releases to go back to are withdrawn, for people. */
export function withdrawalOf(numbers: readonly number[]): string {
  const [first, ...more] = numbers;
  return more.length === 0
    ? `Release ${first}, which it would go back to, is withdrawn.`
    : `Releases ${numbers.join(', ')}, which it would go back to, are withdrawn.`;
}
