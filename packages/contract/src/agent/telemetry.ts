import { z } from 'zod';

/** What an agent says about its machine at enrolment. */
export const agentFacts = z
  .object({
    hostname: z.string().max(253).describe('Host name'),
    platform: z.string().max(40).describe('Operating system'),
    osRelease: z.string().max(200).describe('Its release'),
    architecture: z.string().max(40).describe('CPU architecture'),
    cpuModel: z.string().max(200).describe('CPU model'),
    cpuCount: z.int().min(1).max(4096).describe('Logical CPUs'),
    memoryBytes: z.number().min(0).describe('Memory of the machine'),
    agentVersion: z.string().max(40).describe('Version of the agent'),
    runtimeVersion: z.string().max(40).describe('Version of the model runtime'),
  })
  .meta({ id: 'AgentFacts' });
export type AgentFacts = z.infer<typeof agentFacts>;

/** Load of the machine and of the agent process. */
export const telemetry = z
  .object({
    cpuPercent: z.number().min(0).max(100).describe('Load of all CPUs since the last heartbeat'),
    memoryUsedBytes: z.number().min(0).describe('Memory in use on the machine'),
    memoryTotalBytes: z.number().min(0).describe('Memory of the machine'),
    diskUsedBytes: z.number().min(0).describe('Disk in use where the agent keeps its data'),
    diskTotalBytes: z.number().min(0).describe('Size of that disk'),
    processMemoryBytes: z.number().min(0).describe('Resident memory of the agent'),
    uptimeSeconds: z.number().min(0).describe('Since the agent started'),
    spooledReports: z.int().min(0).describe('Reports that wait for delivery'),
  })
  .meta({ id: 'Telemetry' });
export type Telemetry = z.infer<typeof telemetry>;

/** Figures of one loaded model since it was loaded, quantiles over the last runs. */
export const inferenceStats = z
  .object({
    requests: z.int().min(0).describe('Requests that were answered'),
    errors: z.int().min(0).describe('Requests that failed'),
    p50Ms: z.number().min(0).nullable().describe('Median of model run time, milliseconds'),
    p95Ms: z.number().min(0).nullable().describe('95th percentile of model run time, milliseconds'),
  })
  .meta({ id: 'InferenceStats' });
export type InferenceStats = z.infer<typeof inferenceStats>;
