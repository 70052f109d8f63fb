import type { InferenceQueueStats } from '@tensorguard/inference';
import type { AgentStatus, LineStatus } from '../agent-status.ts';
import { AGENT_VERSION } from '../version.ts';

/** Media type of the Prometheus text format. */
export const METRICS_MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/** What is measured. */
export interface MetricsSource {
  readonly status: AgentStatus;
  readonly queues: ReadonlyMap<string, InferenceQueueStats>;
  /** Resident memory of the process, bytes. */
  readonly residentBytes: number;
}

/** Writes the figures in the Prometheus text format. */
export function formatMetrics({ status, queues, residentBytes }: MetricsSource): string {
  const { lines } = status;
  const ofLines = (value: (line: LineStatus) => number | null | undefined): Sample[] =>
    lines.flatMap((line) => {
      const found = value(line);
      return found === null || found === undefined ? [] : [[{ line: line.line }, found] as const];
    });
  const ofQueues = (value: (stats: InferenceQueueStats) => number): Sample[] =>
    [...queues].map(([line, stats]) => [{ line }, value(stats)]);
  const families = [
    family('agent_info', 'gauge', 'Version of the agent', [[{ version: AGENT_VERSION }, 1]]),
    family('agent_connected', 'gauge', '1 for the way in which the platform is reached', [
      [{ path: status.connection }, 1],
    ]),
    family('agent_identity_active', 'gauge', '1 while the identity may be used', [
      [{}, status.identity === 'active' ? 1 : 0],
    ]),
    family('agent_resident_memory_bytes', 'gauge', 'Resident memory of the process', [[{}, residentBytes]]),
    family('agent_spooled_reports', 'gauge', 'Reports that wait for delivery', [[{}, status.spooledReports]]),
    family('agent_model_loaded', 'gauge', '1 when the model of the line answers', ofLines(isLoaded)),
    family(
      'agent_release_number',
      'gauge',
      'Number of the running release',
      ofLines((line) => line.release?.number),
    ),
    family(
      'agent_directive_number',
      'gauge',
      'Highest directive of the line',
      ofLines((l) => l.directive.number),
    ),
    family(
      'agent_inference_requests_total',
      'counter',
      'Requests answered',
      ofLines((l) => l.inference?.requests),
    ),
    family(
      'agent_inference_errors_total',
      'counter',
      'Requests that the model failed',
      ofLines((l) => l.inference?.errors),
    ),
    family('agent_inference_run_milliseconds', 'gauge', 'Run time of the last runs', [
      ...ofLines((line) => line.inference?.p50Ms).map(quantile('0.5')),
      ...ofLines((line) => line.inference?.p95Ms).map(quantile('0.95')),
    ]),
    family(
      'agent_queue_waiting',
      'gauge',
      'Requests that wait',
      ofQueues(({ queued }) => queued),
    ),
    family(
      'agent_queue_running',
      'gauge',
      'Requests that run',
      ofQueues(({ running }) => running),
    ),
    family(
      'agent_queue_refused_total',
      'counter',
      'Requests refused for a full queue',
      ofQueues((q) => q.refused),
    ),
    family(
      'agent_queue_expired_total',
      'counter',
      'Requests past their deadline',
      ofQueues((q) => q.expired),
    ),
  ];
  return families.join('');
}

const isLoaded = ({ release }: LineStatus): number => (release === null ? 0 : 1);

const quantile =
  (name: string) =>
  ([labels, value]: Sample): Sample => [{ ...labels, quantile: name }, value];

function family(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const full = `tensorguard_${name}`;
  const rows = samples.map(([labels, value]) => `${full}${labelText(labels)} ${value}\n`).join('');
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${rows}`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escape(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
