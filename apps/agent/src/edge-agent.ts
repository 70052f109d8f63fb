import type { DatabaseSync } from 'node:sqlite';
import { agentApiRoutes, type DeploymentReport, type Heartbeat } from '@tensorguard/contract';
import { isoTime, type BackoffOptions, type Clock, type Logger } from '@tensorguard/core';
import type { AgentEnd, AgentStatus, IdentityState } from './agent-status.ts';
import { InferenceService } from './api/infer.ts';
import { LocalApi } from './api/local-api.ts';
import { PlatformConnection } from './channel/platform-connection.ts';
import { isIdentityRefused } from './channel/platform-error.ts';
import { PlatformLink } from './channel/platform-link.ts';
import type { AgentConfig } from './config.ts';
import { IdentityHolder } from './identity/identity-holder.ts';
import type { IdentityFile } from './identity/identity-file.ts';
import type { ActiveIdentity } from './identity/identity.ts';
import { keepRotating } from './identity/rotation.ts';
import { releaseLoader } from './models/load-release.ts';
import type { ModelLoader } from './models/model-loader.ts';
import { PackageStore } from './models/package-store.ts';
import { LineStore } from './reconciler/line-store.ts';
import { Reconciler } from './reconciler/reconciler.ts';
import { ReportSender } from './spool/report-sender.ts';
import { ReportSpool } from './spool/report-spool.ts';
import { makeHeartbeat } from './telemetry/heartbeat.ts';
import type { MachineProbe } from './telemetry/machine.ts';
import { AGENT_VERSION } from './version.ts';

/** An agent at work. */
export interface RunningAgent {
  readonly agentId: string;
  readonly tenantId: string;
  readonly fleetId: string;
  /** Origin of the local inference API. */
  readonly apiUrl: string;
  status(): AgentStatus;
  /** Resolves when the platform revoked the identity and everything was wiped. Never rejects. */
  readonly ended: Promise<AgentEnd>;
  /** Ends connections, work and models; state stays on disk. May be called twice. */
  stop(): Promise<void>;
}

/** What an agent is put together from. */
export interface EdgeAgentOptions {
  readonly config: AgentConfig;
  readonly identityFile: IdentityFile;
  readonly identity: ActiveIdentity;
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: BackoffOptions;
  readonly machine: MachineProbe;
  readonly logger: Logger;
  readonly loadModel: ModelLoader;
  readonly freeDiskBytes: (path: string) => Promise<number>;
}

/** Holds the parts of an agent together from start to end. */
export class EdgeAgent implements RunningAgent {
  readonly agentId: string;
  readonly tenantId: string;
  readonly fleetId: string;
  readonly ended: Promise<AgentEnd>;
  readonly #options: EdgeAgentOptions;
  readonly #identity: IdentityHolder;
  readonly #connection: PlatformConnection;
  readonly #spool: ReportSpool;
  readonly #lines: LineStore;
  readonly #packages: PackageStore;
  readonly #sender: ReportSender;
  readonly #reconciler: Reconciler;
  readonly #link: PlatformLink;
  readonly #inference: InferenceService;
  readonly #api: LocalApi;
  /** Fires when nothing more may be asked of the platform. */
  readonly #offline = new AbortController();
  readonly #end: (end: AgentEnd) => void;
  #apiUrl = '';
  #tasks: Promise<unknown> = Promise.resolve();
  #wiping: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: EdgeAgentOptions) {
    const { config, identity, database, clock, retry, logger, random } = options;
    const { promise, resolve } = Promise.withResolvers<AgentEnd>();
    this.ended = promise;
    this.#end = resolve;
    this.#options = options;
    this.agentId = identity.agentId;
    this.tenantId = identity.tenantId;
    this.fleetId = identity.fleetId;
    this.#identity = new IdentityHolder(options.identityFile, identity, clock);
    this.#connection = new PlatformConnection(config.platformUrl, identity);
    this.#spool = new ReportSpool(database);
    this.#lines = new LineStore(database, this.#spool);
    this.#packages = new PackageStore(config.dataDir);
    const { signal } = this.#offline;
    const onIdentityRefused = (): void => this.#revoked();
    const deliver = (reports: readonly DeploymentReport[]): Promise<readonly string[]> => this.#deliver(reports);
    this.#sender = new ReportSender({ spool: this.#spool, deliver, clock, retry, logger, signal });
    this.#reconciler = this.#makeReconciler(onIdentityRefused);
    this.#link = new PlatformLink({
      connection: this.#connection,
      settings: identity.settings,
      check: () => this.#reconciler.check(),
      heartbeat: () => this.#heartbeat(),
      onReachable: () => this.#sender.wake(),
      onIdentityRefused,
      clock,
      random,
      retry,
      logger,
      signal,
    });
    const { maxConcurrentRuns, queueLimit, defaultDeadlineMs } = config;
    const line = (name: string) => this.#reconciler.line(name);
    this.#inference = new InferenceService({ line, maxConcurrentRuns, queueLimit, defaultDeadlineMs, clock });
    const status = (): AgentStatus => this.status();
    const { apiHost, apiPort, apiToken, maxBodyBytes } = config;
    this.#api = new LocalApi({ apiHost, apiPort, apiToken, maxBodyBytes, status, inference: this.#inference, logger });
  }

  get apiUrl(): string {
    return this.#apiUrl;
  }

  /** Begins to work. @throws AgentError `api_unavailable`, `disk_failed` */
  async start(): Promise<void> {
    const { clock, random, retry, logger } = this.#options;
    await this.#packages.prepare();
    this.#apiUrl = await this.#api.listen();
    this.#reconciler.start();
    const rotation = keepRotating({
      identity: this.#identity,
      client: () => this.#connection.client,
      clock,
      random,
      retry,
      logger,
      signal: this.#offline.signal,
      onRotated: () => {
        this.#connection.useIdentity(this.#identity.current);
        this.#link.reconnect();
      },
      onIdentityRefused: () => this.#revoked(),
      onExpired: () => this.#expired(),
    });
    this.#tasks = Promise.all([this.#link.run(), rotation]).catch((error: unknown) => {
      logger.error('agent.failed', { error });
    });
    logger.info('agent.started', { apiUrl: this.#apiUrl, version: AGENT_VERSION });
  }

  status(): AgentStatus {
    const isRevoked = this.#identity.isRevoked;
    return {
      agentId: this.agentId,
      tenantId: this.tenantId,
      identity: this.#identityState(),
      certificateExpiresAt: isRevoked ? null : isoTime(this.#identity.current.notAfter),
      connection: this.#offline.signal.aborted ? 'offline' : this.#link.path,
      spooledReports: this.#options.database.isOpen ? this.#spool.size : 0,
      lines: this.#reconciler.status(),
    };
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#offline.abort();
    await Promise.all([this.#api.close(), this.#inference.close()]);
    await this.#reconciler.stop();
    await Promise.all([this.#tasks, this.#sender.idle(), this.#wiping]);
    await this.#connection.destroy();
    this.#options.database.close();
    this.#options.logger.info('agent.stopped');
  }

  #identityState(): IdentityState {
    if (this.#identity.isRevoked) return 'revoked';
    return this.#identity.isExpired ? 'expired' : 'active';
  }

  #makeReconciler(onIdentityRefused: () => void): Reconciler {
    const { config, clock, retry, logger, machine, loadModel, freeDiskBytes } = this.#options;
    const { architecture, memoryBytes, agentVersion } = machine.facts();
    const client = () => this.#connection.client;
    const load = releaseLoader({
      agentId: this.agentId,
      recipientKey: () => this.#identity.current.recipientKey,
      store: this.#packages,
      client,
      machine: { architecture, memoryBytes, agentVersion },
      loadModel,
      modelThreads: config.modelThreads,
      freeDiskBytes,
      diskReserveBytes: config.diskReserveBytes,
      now: () => clock.now(),
    });
    return new Reconciler({
      tenantId: this.tenantId,
      store: this.#lines,
      packages: this.#packages,
      load,
      client,
      directiveKeys: () => this.#identity.directiveKeys,
      useDirectiveKeys: (keys) => this.#identity.useDirectiveKeys(keys),
      onSettings: (settings) => this.#link.useSettings(settings),
      onReport: () => this.#sender.wake(),
      onIdentityRefused,
      clock,
      retry,
      logger,
    });
  }

  #heartbeat(): Promise<Heartbeat> {
    const { machine, clock } = this.#options;
    const spooledReports = (): number => this.#spool.size;
    return makeHeartbeat({ machine, lines: () => this.#reconciler.status(), spooledReports, clock });
  }

  async #deliver(reports: readonly DeploymentReport[]): Promise<readonly string[]> {
    try {
      const body = { reports: [...reports] };
      const call = { signal: this.#offline.signal };
      return (await this.#connection.client.call(agentApiRoutes.sendReports, { body }, call)).accepted;
    } catch (error) {
      if (isIdentityRefused(error)) this.#revoked();
      throw error;
    }
  }

  /** The kill switch: keys, packages and models go, on disk and in memory. The local API goes on to say so. */
  #revoked(): void {
    if (this.#wiping !== undefined || this.#stopping !== undefined) return;
    const { logger } = this.#options;
    logger.error('identity.revoked');
    this.#offline.abort();
    const wipe = async (name: string, work: () => Promise<unknown>): Promise<void> => {
      await work().catch((error: unknown) => logger.error('identity.wipe_failed', { what: name, error }));
    };
    const wipeAll = async (): Promise<void> => {
      await Promise.all([
        wipe('keys', () => this.#identity.revoke()),
        wipe('models', () => this.#reconciler.stop()),
        wipe('connections', () => this.#connection.destroy()),
      ]);
      await wipe('packages', () => this.#packages.removeExcept([]));
      await wipe('state', async () => this.#lines.erase());
      logger.error('identity.wiped');
      this.#end({ code: 'identity_revoked' });
    };
    this.#wiping = wipeAll();
  }

  /** Without a valid certificate the platform cannot be asked for anything; what is loaded goes on answering. */
  #expired(): void {
    this.#options.logger.error('identity.expired', { remedy: 'enrol again with a new join token' });
    this.#offline.abort();
  }
}
