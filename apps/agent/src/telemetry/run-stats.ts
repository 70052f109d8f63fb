import type { InferenceStats } from '@tensorguard/contract';

/** Runs that the quantiles look at. */
export const STATS_WINDOW_RUNS = 256;

/** Counts requests of one loaded model and keeps the times of its last runs. */
export class RunStats {
  #requests = 0;
  #errors = 0;
  #times: Float64Array | undefined;
  #next = 0;
  #filled = 0;

  /** A request was answered after the model ran for `runMs` milliseconds. */
  answered(runMs: number): void {
    this.#requests++;
    this.#times ??= new Float64Array(STATS_WINDOW_RUNS);
    this.#times[this.#next] = runMs;
    this.#next = (this.#next + 1) % STATS_WINDOW_RUNS;
    this.#filled = Math.min(this.#filled + 1, STATS_WINDOW_RUNS);
  }

  /** A request failed. */
  failed(): void {
    this.#errors++;
  }

  /** Figures for heartbeats and metrics. */
  snapshot(): InferenceStats {
    const sorted = (this.#times ?? new Float64Array(0)).slice(0, this.#filled).sort();
    return {
      requests: this.#requests,
      errors: this.#errors,
      p50Ms: quantile(sorted, 0.5),
      p95Ms: quantile(sorted, 0.95),
    };
  }
}

/** The value below which a share of sorted values lies (nearest rank); null without values. */
export function quantile(sorted: Float64Array, share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
