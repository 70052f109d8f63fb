import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  agentMessage,
  CHANNEL_PATH,
  CLOSE_GOING_AWAY,
  CLOSE_IDENTITY_REFUSED,
  MAX_CHANNEL_MESSAGE_BYTES,
  type PlatformMessage,
} from '@tensorguard/contract';
import { CodedError, type Logger } from '@tensorguard/core';
import { WebSocketServer, type WebSocket } from 'ws';
import type { AgentActor } from '../http/context.ts';
import type { LastSeen } from '../features/presence/last-seen.ts';
import type { AgentIdentity } from './agent-identity.ts';

/** A socket that does not answer a ping within this time is dead, milliseconds. */
const PING_MS = 30_000;
/** A large tenant is nudged in batches of this many agents … */
const NUDGE_BATCH = 50;
/** … with this pause between them, milliseconds: 500 agents a second. */
const NUDGE_PAUSE_MS = 100;
/** Close code for a message that does not fit the contract (RFC 6455). */
const CLOSE_POLICY_VIOLATION = 1008;
/** A peer that is told to go has this long to answer before its connection is cut, milliseconds. */
const GOODBYE_MS = 1_000;

/** The agents' sockets: they carry nudges down and heartbeats up, never orders. */
export interface AgentChannel {
  /** Tells agents to fetch their desired state. */
  nudge(agentIds: Iterable<string>): void;
  /** Tells every connected agent of a tenant to fetch its desired state. */
  nudgeTenant(tenantId: string): void;
  /** Tells agents that they are revoked and cuts them off. */
  cutOff(agentIds: readonly string[]): void;
  /** Agents with a socket here. */
  readonly size: number;
  close(): Promise<void>;
}

/** What the channel needs. */
export interface AgentChannelOptions {
  readonly server: Server;
  readonly identity: AgentIdentity;
  readonly lastSeen: LastSeen;
  readonly logger: Logger;
}

interface Connection {
  readonly socket: WebSocket;
  readonly actor: AgentActor;
  /** The request that opened it: its TLS connection says who the agent is. */
  readonly request: IncomingMessage;
  alive: boolean;
}

/** Opens the channel on the agents' server. */
export function openAgentChannel({ server, identity, lastSeen, logger }: AgentChannelOptions): AgentChannel {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_CHANNEL_MESSAGE_BYTES,
    clientTracking: false,
  });
  const connections = new Map<string, Connection>();

  const accept = async (request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> => {
    if (request.url !== CHANNEL_PATH) return refuse(stream, '404 Not Found');
    let actor: AgentActor;
    try {
      actor = await identity.of(request);
    } catch (error) {
      logger.info('socket_refused', { error });
      return refuse(stream, error instanceof CodedError ? '403 Forbidden' : '503 Service Unavailable');
    }
    sockets.handleUpgrade(request, stream, head, (socket) => connect(actor, request, socket));
  };

  const connect = (actor: AgentActor, request: IncomingMessage, socket: WebSocket): void => {
    const connection: Connection = { socket, actor, request, alive: true };
    const before = connections.get(actor.id);
    if (before) dismiss(before.socket, CLOSE_POLICY_VIOLATION, 'connected again');
    connections.set(actor.id, connection);
    socket.on('pong', () => (connection.alive = true));
    socket.on('message', (data, isBinary) => {
      // What comes after the goodbye does not count: it may be a revoked agent's.
      if (socket.readyState !== socket.OPEN) return;
      connection.alive = true;
      if (isBinary || !receive(actor, (data as Buffer).toString('utf8')))
        dismiss(socket, CLOSE_POLICY_VIOLATION, 'not a message');
    });
    socket.on('error', (error) => logger.info('socket_error', { agentId: actor.id, error }));
    socket.on('close', () => {
      if (connections.get(actor.id) === connection) connections.delete(actor.id);
    });
    // A nudge may have gone out while there was no socket.
    send(socket, { type: 'check' });
  };

  const receive = (actor: AgentActor, text: string): boolean => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return false;
    }
    const parsed = agentMessage.safeParse(value);
    if (!parsed.success) return false;
    lastSeen.note(actor, parsed.data.heartbeat);
    return true;
  };

  const pinging = setInterval(() => {
    for (const connection of connections.values()) {
      if (!connection.alive) connection.socket.terminate();
      connection.alive = false;
      connection.socket.ping();
      // A certificate may have expired since the socket was opened.
      identity
        .of(connection.request)
        .catch(() => dismiss(connection.socket, CLOSE_POLICY_VIOLATION, 'not accepted any more'));
    }
  }, PING_MS).unref();

  server.on('upgrade', (request, stream, head) => {
    stream.on('error', (error) => logger.debug('socket_error', { error }));
    accept(request, stream, head).catch((error: unknown) => {
      logger.error('socket_failed', { error });
      stream.destroy();
    });
  });

  return {
    nudge(agentIds) {
      for (const id of agentIds) {
        const connection = connections.get(id);
        if (connection) send(connection.socket, { type: 'check' });
      }
    },
    nudgeTenant(tenantId) {
      const agents = [...connections.values()].filter(({ actor }) => actor.tenantId === tenantId);
      for (let from = 0; from < agents.length; from += NUDGE_BATCH) {
        const batch = agents.slice(from, from + NUDGE_BATCH);
        const nudgeBatch = (): void => batch.forEach(({ socket }) => send(socket, { type: 'check' }));
        if (from === 0) nudgeBatch();
        else setTimeout(nudgeBatch, (from / NUDGE_BATCH) * NUDGE_PAUSE_MS).unref();
      }
    },
    cutOff(agentIds) {
      for (const id of agentIds) {
        const connection = connections.get(id);
        if (!connection) continue;
        send(connection.socket, { type: 'revoked' });
        dismiss(connection.socket, CLOSE_IDENTITY_REFUSED, 'identity refused');
      }
    },
    get size() {
      return connections.size;
    },
    async close() {
      clearInterval(pinging);
      sockets.close();
      const leaving = [...connections.values()].map(({ socket }) => {
        dismiss(socket, CLOSE_GOING_AWAY, 'going away');
        return once(socket, 'close').catch(() => undefined);
      });
      await Promise.all(leaving);
    },
  };
}

/** Closes a socket, and cuts the connection of a peer that does not answer. */
function dismiss(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  const cut = setTimeout(() => socket.terminate(), GOODBYE_MS);
  socket.once('close', () => clearTimeout(cut));
}

function send(socket: WebSocket, message: PlatformMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
