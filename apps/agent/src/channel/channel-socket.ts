import type { SecureContext } from 'node:tls';
import {
  CHANNEL_PATH,
  CLOSE_IDENTITY_REFUSED,
  MAX_CHANNEL_MESSAGE_BYTES,
  platformMessage,
  type AgentMessage,
} from '@tensorguard/contract';
import type { Clock, Logger } from '@tensorguard/core';
import { WebSocket, type ClientOptions, type RawData } from 'ws';

const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Time between pings; a connection that stays silent for two of them is dead, milliseconds. */
const PING_INTERVAL_MS = 20_000;
/** How long an orderly close may take before the connection is broken, milliseconds. */
const CLOSE_TIMEOUT_MS = 2_000;
const NORMAL_CLOSURE = 1000;

/** Why a socket ended. `refused`: the platform did not accept the upgrade; `lost`: anything else. */
export type SocketEnd =
  | { readonly kind: 'revoked' }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'lost'; readonly code: number | undefined };

/** What a socket works with. */
export interface ChannelSocketOptions {
  readonly platformUrl: string;
  readonly secureContext: SecureContext;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onOpen: () => void;
  /** The platform says that there is something new. */
  readonly onCheck: () => void;
}

/** One mutually authenticated WebSocket to the platform, from its opening to its end. */
export class ChannelSocket {
  /** Why it ended. Never rejects. */
  readonly ended: Promise<SocketEnd>;
  readonly #options: ChannelSocketOptions;
  readonly #socket: WebSocket;
  readonly #closed = new AbortController();
  readonly #end: (end: SocketEnd) => void;
  #isOpen = false;
  #heard = true;

  constructor(options: ChannelSocketOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<SocketEnd>();
    this.ended = promise;
    this.#end = resolve;
    const url = options.platformUrl.replace(/^https:/, 'wss:') + CHANNEL_PATH;
    // `secureContext` is an option of `tls.connect`, which ws hands its options to.
    const connect: ClientOptions & { secureContext: SecureContext } = {
      secureContext: options.secureContext,
      perMessageDeflate: false,
      maxPayload: MAX_CHANNEL_MESSAGE_BYTES,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      followRedirects: false,
    };
    this.#socket = new WebSocket(url, connect);
    this.#listen();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Sends a message; false when the socket cannot take it now. */
  send(message: AgentMessage): boolean {
    if (!this.#isOpen || this.#socket.bufferedAmount > MAX_CHANNEL_MESSAGE_BYTES) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Closes in order, or breaks the connection when that takes long. */
  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#socket.terminate();
    else this.#socket.close(NORMAL_CLOSURE);
    const timer = new AbortController();
    await Promise.race([this.ended, this.#options.clock.sleep(CLOSE_TIMEOUT_MS, timer.signal).catch(() => undefined)]);
    timer.abort();
    this.#socket.terminate();
  }

  #listen(): void {
    const { logger, onOpen } = this.#options;
    const socket = this.#socket;
    socket.on('open', () => {
      this.#isOpen = true;
      onOpen();
      void this.#watch();
    });
    socket.on('message', (data: RawData, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on('ping', () => (this.#heard = true));
    socket.on('pong', () => (this.#heard = true));
    socket.on('unexpected-response', (request, response) => {
      response.resume();
      request.destroy();
      this.#finish({ kind: 'refused', status: response.statusCode ?? 0 });
    });
    socket.on('error', (error) => logger.debug('channel.error', { error }));
    socket.on('close', (code) => {
      this.#finish(code === CLOSE_IDENTITY_REFUSED ? { kind: 'revoked' } : { kind: 'lost', code });
    });
  }

  #finish(end: SocketEnd): void {
    this.#isOpen = false;
    this.#closed.abort();
    this.#end(end);
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#heard = true;
    const parsed = platformMessage.safeParse(isBinary ? undefined : parseJson(data));
    if (!parsed.success) {
      // A newer platform may say more than this agent knows.
      this.#options.logger.warn('channel.message_unknown');
      return;
    }
    switch (parsed.data.type) {
      case 'check':
        return this.#options.onCheck();
      case 'revoked':
        return this.#finish({ kind: 'revoked' });
    }
  }

  /** Pings, and breaks a connection that does not answer. */
  async #watch(): Promise<void> {
    const { clock, logger } = this.#options;
    for (;;) {
      await clock.sleep(PING_INTERVAL_MS, this.#closed.signal).catch(() => undefined);
      if (this.#closed.signal.aborted) return;
      if (!this.#heard) {
        logger.info('channel.silent');
        return this.#socket.terminate();
      }
      this.#heard = false;
      this.#socket.ping();
    }
  }
}

function parseJson(data: RawData): unknown {
  try {
    return JSON.parse((data as Buffer).toString('utf8'));
  } catch {
    return undefined;
  }
}
