/** One measured number, beside the same measure of another program where there is one. */
export interface BenchResult {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly peer?: { readonly name: string; readonly value: number };
  /** `value` divided by the value of the peer. */
  readonly ratio?: number;
  readonly note?: string;
}
