import { randomBytes } from 'node:crypto';
import { request } from 'node:https';
import type { Duplex } from 'node:stream';
import { CHANNEL_PATH } from '@tensorguard/contract';
import type { ClientIdentity } from './raw-agent.ts';

/** Opcodes of RFC 6455 that a platform sends. */
const TEXT = 1;
const CLOSE = 8;
/** A payload length that says that the length is in the next two bytes. */
const LENGTH_IN_TWO_BYTES = 126;

/** A socket to the agents' channel, read frame by frame without any WebSocket library. */
export interface RawSocket {
  /** Text messages so far. */
  readonly messages: readonly string[];
  /** The code of the close frame; undefined when the connection ended without one. */
  readonly closed: Promise<number | undefined>;
  destroy(): void;
}

/** Opens the channel with a client certificate. Rejects with the HTTP status when the upgrade is refused. */
export function openRawSocket(agentUrl: string, identity: ClientIdentity): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    };
    const call = request(agentUrl + CHANNEL_PATH, { headers, agent: false, rejectUnauthorized: false, ...identity });
    call.on('upgrade', (_response, stream, head) => resolve(follow(stream, head)));
    call.on('response', (response) => {
      response.resume();
      reject(new Error(`the upgrade was answered with ${response.statusCode}`));
    });
    call.on('error', reject);
    call.end();
  });
}

function follow(stream: Duplex, head: Buffer): RawSocket {
  const messages: string[] = [];
  const { promise: closed, resolve } = Promise.withResolvers<number | undefined>();
  let rest = head;
  const take = (): void => {
    for (let frame = readFrame(rest); frame !== undefined; frame = readFrame(rest)) {
      rest = rest.subarray(frame.size);
      if (frame.opcode === TEXT) messages.push(frame.payload.toString('utf8'));
      if (frame.opcode === CLOSE) resolve(frame.payload.readUInt16BE(0));
    }
  };
  stream.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    take();
  });
  stream.on('error', () => resolve(undefined));
  stream.on('close', () => resolve(undefined));
  take();
  return { messages, closed, destroy: () => void stream.destroy() };
}

/** The first frame of a server (unmasked) in the bytes; undefined while it is not whole. */
function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  if (bytes.length < 2) return undefined;
  const opcode = bytes.readUInt8(0) & 0x0f;
  const short = bytes.readUInt8(1);
  const isLong = short === LENGTH_IN_TWO_BYTES;
  const start = isLong ? 4 : 2;
  if (bytes.length < start) return undefined;
  const size = start + (isLong ? bytes.readUInt16BE(2) : short);
  return bytes.length < size ? undefined : { opcode, payload: bytes.subarray(start, size), size };
}
