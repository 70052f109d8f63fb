import { z } from 'zod';
import { inferenceStats, telemetry } from './telemetry.ts';
import { releaseId, timestamp } from '../primitives.ts';

/** Path of the WebSocket on the agent port; the client certificate says who speaks. */
export const CHANNEL_PATH = '/agent/v1/channel';
/** Largest message on the socket, either way, bytes. */
export const MAX_CHANNEL_MESSAGE_BYTES = 64 * 1024;
/** Close code for an identity that is not accepted any more: the agent wipes what it holds and stops. */
export const CLOSE_IDENTITY_REFUSED = 4403;
/** Close code of a platform that is going down: reconnect with backoff. */
export const CLOSE_GOING_AWAY = 1001;

export const heartbeatSchema = z
  .strictObject({
    sentAt: timestamp.describe('The agent’s clock when it sent this'),
    telemetry,
    models: z
      .array(
        z.strictObject({
          line: z.string().max(80).describe('Package line'),
          releaseId,
          inference: inferenceStats,
        }),
      )
      .max(64)
      .describe('What is loaded'),
  })
  .meta({ id: 'Heartbeat' });
export type Heartbeat = z.infer<typeof heartbeatSchema>;

/** What the platform says on the socket. It carries no orders: `check` means "fetch your desired state now". */
export const platformMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('check') }),
  z.strictObject({ type: z.literal('revoked') }),
]);
export type PlatformMessage = z.infer<typeof platformMessage>;

/** What an agent says on the socket. */
export const agentMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('heartbeat'), heartbeat: heartbeatSchema }),
]);
export type AgentMessage = z.infer<typeof agentMessage>;
