import { agentApiRoutes, type AgentSettings, type Heartbeat } from '@tensorguard/contract';
import { Backoff, messageOf, type BackoffOptions, type Clock, type Logger } from '@tensorguard/core';
import type { ConnectionPath } from '../agent-status.ts';
import { codeOf } from '../errors.ts';
import { ChannelSocket } from './channel-socket.ts';
import type { PlatformConnection } from './platform-connection.ts';
import { platformError } from './platform-error.ts';

/** With a socket, polls are a safety net only: this many times the interval apart. */
const SOCKET_POLL_FACTOR = 5;
/** Intervals are spread by this share up and down, so that a fleet does not speak in chorus. */
const INTERVAL_JITTER = 0.1;
/** Shortest and longest interval that the platform can set, milliseconds; a timer cannot hold more than 24.8 days. */
const MIN_INTERVAL_MS = 50;
const MAX_INTERVAL_MS = 24 * 3_600_000;
/** A socket that lasted this long was a success: the next attempt starts with a short wait, milliseconds. */
const STABLE_SOCKET_MS = 10_000;

/** What the link works with. */
export interface PlatformLinkOptions {
  readonly connection: PlatformConnection;
  readonly settings: AgentSettings;
  /** Fetches the desired state and follows it. */
  readonly check: () => Promise<void>;
  readonly heartbeat: () => Promise<Heartbeat>;
  /** The platform can be reached (again): what waits for it may go. */
  readonly onReachable: () => void;
  readonly onIdentityRefused: () => void;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: BackoffOptions;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Keeps the agent in touch: a socket that says "check now", heartbeats, and polling for when there is no socket. */
export class PlatformLink {
  readonly #options: PlatformLinkOptions;
  #settings: AgentSettings;
  #socket: ChannelSocket | undefined;
  #reachable = false;
  #resocket = false;
  #checkWanted = false;
  #pollPause: AbortController | undefined;

  constructor(options: PlatformLinkOptions) {
    this.#options = options;
    this.#settings = options.settings;
  }

  get path(): ConnectionPath {
    if (this.#socket?.isOpen === true) return 'socket';
    return this.#reachable ? 'polling' : 'offline';
  }

  /** Takes over the pace that the platform asks for, from the next interval on. */
  useSettings(settings: AgentSettings): void {
    this.#settings = settings;
  }

  /** Opens a new socket with the current certificate in the place of the open one. */
  reconnect(): void {
    this.#resocket = true;
    void this.#socket?.close();
  }

  /** Works until the signal fires. Never rejects. */
  async run(): Promise<void> {
    await Promise.all([this.#keepSocket(), this.#keepHeartbeats(), this.#keepPolling()]);
  }

  async #keepSocket(): Promise<void> {
    const { connection, clock, logger, signal, retry } = this.#options;
    const backoff = new Backoff(retry);
    const stop = (): void => void this.#socket?.close();
    signal.addEventListener('abort', stop, { once: true });
    while (!signal.aborted) {
      this.#resocket = false;
      const openedAt = clock.now();
      const { platformUrl, secureContext } = connection;
      const onOpen = (): void => this.#opened();
      const onCheck = (): void => this.#checkNow();
      this.#socket = new ChannelSocket({ platformUrl, secureContext, clock, logger, onOpen, onCheck });
      const end = await this.#socket.ended;
      if (signal.aborted) break;
      logger.info('channel.ended', { ...end });
      if (end.kind === 'revoked') {
        void this.#socket.close();
        return this.#options.onIdentityRefused();
      }
      // Why the upgrade was refused is not told; a call says whether the identity is the reason.
      if (end.kind === 'refused') this.#checkNow();
      if (clock.now() - openedAt >= STABLE_SOCKET_MS) backoff.reset();
      if (!this.#resocket) await this.#sleep(backoff.next());
    }
    await this.#socket?.close();
  }

  async #keepHeartbeats(): Promise<void> {
    const { signal, logger } = this.#options;
    while (!signal.aborted) {
      await this.#sleep(this.#spread(this.#settings.heartbeatSeconds));
      if (signal.aborted) return;
      await this.#sendHeartbeat().catch((error: unknown) => {
        logger.debug('heartbeat.failed', { code: codeOf(error), message: messageOf(error) });
      });
    }
  }

  /** The one place that asks: at each interval, when told to, and soon again after a failure. */
  async #keepPolling(): Promise<void> {
    const { signal, clock, retry } = this.#options;
    const backoff = new Backoff(retry);
    while (!signal.aborted) {
      this.#checkWanted = false;
      const isDone = await this.#check();
      if (isDone) backoff.reset();
      if (isDone && this.#checkWanted) continue;
      const factor = this.path === 'socket' ? SOCKET_POLL_FACTOR : 1;
      const intervalMs = this.#spread(this.#settings.pollSeconds * factor);
      this.#pollPause = new AbortController();
      const waitMs = isDone ? intervalMs : Math.min(intervalMs, backoff.next());
      await clock.sleep(waitMs, AbortSignal.any([signal, this.#pollPause.signal])).catch(() => undefined);
      this.#pollPause = undefined;
    }
  }

  #checkNow(): void {
    this.#checkWanted = true;
    this.#pollPause?.abort();
  }

  #opened(): void {
    const { logger } = this.#options;
    logger.info('channel.opened');
    this.#nowReachable();
    this.#sendHeartbeat().catch((error: unknown) => logger.debug('heartbeat.failed', { error }));
  }

  async #sendHeartbeat(): Promise<void> {
    const { connection, signal, heartbeat } = this.#options;
    const body = await heartbeat();
    if (this.#socket?.send({ type: 'heartbeat', heartbeat: body }) === true) return;
    try {
      await connection.client.call(agentApiRoutes.sendHeartbeat, { body }, { signal });
      this.#nowReachable();
    } catch (error) {
      this.#failed(platformError(error));
      throw error;
    }
  }

  async #check(): Promise<boolean> {
    try {
      await this.#options.check();
      this.#nowReachable();
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  #nowReachable(): void {
    const before = this.#reachable;
    this.#reachable = true;
    if (!before) this.#options.logger.info('platform.reachable');
    this.#options.onReachable();
  }

  #failed(error: unknown): void {
    const { logger, signal, onIdentityRefused } = this.#options;
    if (signal.aborted) return;
    const code = codeOf(error);
    if (code === 'identity_revoked') return onIdentityRefused();
    if (code === 'platform_unreachable') this.#reachable = false;
    logger.warn('platform.call_failed', { code, message: messageOf(error) });
  }

  #spread(seconds: number): number {
    const share = 1 + (this.#options.random() * 2 - 1) * INTERVAL_JITTER;
    return Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, seconds * 1000 * share));
  }

  async #sleep(ms: number): Promise<void> {
    await this.#options.clock.sleep(ms, this.#options.signal).catch(() => undefined);
  }
}
