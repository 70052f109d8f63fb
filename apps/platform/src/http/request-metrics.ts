/** Upper bounds of the request duration histogram, seconds. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Series {
  readonly labels: string;
  readonly buckets: number[];
  count: number;
  sumSeconds: number;
}

/** Counts and durations of requests by route and status, in the Prometheus text format. */
export interface RequestMetrics {
  observe(route: string, status: number, code: string | undefined, elapsedMs: number): void;
  render(): string;
}

/** Makes an empty set of request metrics. */
export function createRequestMetrics(prefix: string): RequestMetrics {
  const series = new Map<string, Series>();
  return {
    observe(route, status, code, elapsedMs) {
      const labels = `route="${route}",status="${status}"${code === undefined ? '' : `,code="${code}"`}`;
      let found = series.get(labels);
      if (!found)
        series.set(labels, (found = { labels, buckets: BUCKETS_SECONDS.map(() => 0), count: 0, sumSeconds: 0 }));
      const seconds = elapsedMs / 1000;
      found.count++;
      found.sumSeconds += seconds;
      BUCKETS_SECONDS.forEach((bound, i) => {
        if (seconds <= bound) found.buckets[i]!++;
      });
    },
    render() {
      const name = `${prefix}_request_duration_seconds`;
      const lines = [`# HELP ${name} Time to answer a request.`, `# TYPE ${name} histogram`];
      for (const { labels, buckets, count, sumSeconds } of series.values()) {
        BUCKETS_SECONDS.forEach((bound, i) => lines.push(`${name}_bucket{${labels},le="${bound}"} ${buckets[i]}`));
        lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`);
        lines.push(`${name}_sum{${labels}} ${sumSeconds}`, `${name}_count{${labels}} ${count}`);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}
