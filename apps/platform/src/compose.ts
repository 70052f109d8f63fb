import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { createLogger, ensurePrivateDir, systemClock, type Clock, type Logger } from '@tensorguard/core';
import { openFileKeyProvider } from '@tensorguard/keyvault';
import { openDirectoryBlobStore } from './blobs/directory/directory-blob-store.ts';
import { createLocalAdmin, bootstrap, type LocalAdmin } from './bootstrap.ts';
import { openAgentChannel } from './channel/agent-channel.ts';
import { createAgentIdentity } from './channel/agent-identity.ts';
import type { PlatformConfig } from './config.ts';
import { openDatabase, type Database, type Tx } from './db/database.ts';
import type { DatabaseLocation } from './db/dialects.ts';
import { authoriseOperator } from './features/access/authorise-operator.ts';
import { accessRoutes } from './features/access/routes.ts';
import { createAccess } from './features/access/service.ts';
import { createSessions } from './features/access/sessions.ts';
import { agentRoutes } from './features/agents/routes.ts';
import { createAgents } from './features/agents/service.ts';
import { enrolmentRoutes, joinTokenRoutes } from './features/enrolment/routes.ts';
import { purgeJoinTokens } from './features/enrolment/purge-join-tokens.ts';
import { createEnrolment } from './features/enrolment/service.ts';
import { fleetRoutes } from './features/fleets/routes.ts';
import { createFleets } from './features/fleets/service.ts';
import { keyReleaseRoutes } from './features/key-release/routes.ts';
import { createKeyRelease } from './features/key-release/service.ts';
import { ledgerRoutes } from './features/ledger/routes.ts';
import { createSequencer } from './features/ledger/sequencer.ts';
import { createLedger } from './features/ledger/service.ts';
import { createChangeFeed } from './features/overview/change-feed.ts';
import { renderGauges } from './features/overview/gauges.ts';
import { overviewRoutes } from './features/overview/routes.ts';
import { createOverview } from './features/overview/service.ts';
import { createLastSeen } from './features/presence/last-seen.ts';
import { presenceRoutes } from './features/presence/routes.ts';
import { publisherRoutes } from './features/publishers/routes.ts';
import { createPublishers } from './features/publishers/service.ts';
import { releaseRoutes } from './features/releases/routes.ts';
import { createReleases } from './features/releases/service.ts';
import { createRevocation } from './features/revocation/service.ts';
import { createAgentStates } from './features/rollouts/agent-state.ts';
import { createDesiredState } from './features/rollouts/desired.ts';
import { createDirectiveIssuer } from './features/rollouts/directives.ts';
import { createRolloutEngine } from './features/rollouts/engine.ts';
import { createReports } from './features/rollouts/reports.ts';
import { desiredStateRoutes, rolloutRoutes } from './features/rollouts/routes.ts';
import { createRollouts } from './features/rollouts/service.ts';
import { createTransitions } from './features/rollouts/transitions.ts';
import { createHousekeeping } from './housekeeping.ts';
import { AGENT_TLS_OPTIONS, agentListener, authoriseAgent } from './http/agent-server.ts';
import { forwardedAddress, peerAddress } from './http/caller-address.ts';
import { lateListener } from './http/late-listener.ts';
import { listen } from './http/listen.ts';
import { operatorListener } from './http/operator-server.ts';
import { createRateLimiter } from './http/rate-limiter.ts';
import { createRequestMetrics } from './http/request-metrics.ts';
import { createTurnstile } from './http/turnstile.ts';
import { loadStaticConsole } from './http/static-console.ts';
import { openAuthority, type ServerNames } from './keys/authority.ts';
import { openDirectiveSigner } from './keys/directive-signer.ts';
import { openLogSigners } from './keys/log-signers.ts';
import { createPackagingKeys } from './keys/packaging-keys.ts';
import { createSecretStore } from './keys/secret-store.ts';
import { keepServerCertificate } from './keys/server-certificate.ts';
import { checkReady } from './readiness.ts';
import { VERSION } from './version.ts';
import { requireProductionReady } from './production.ts';

/** A platform that serves. */
export interface Platform {
  /** Where browsers and the CLI reach it. */
  readonly url: string;
  /** Where agents reach it. */
  readonly agentUrl: string;
  readonly admin: LocalAdmin;
  readonly database: Database;
  /** Stops serving, lets work end, stores what waits. */
  stop(): Promise<void>;
}

/** What tests replace. */
export interface PlatformParts {
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const DAY_MS = 86_400_000;
/** Requests of an address without an identity: sign-in and enrolment attempts. */
const ADDRESS_LIMIT = { perSecond: 50, burst: 2_000 };

/** Starts a platform: chooses every implementation, wires the features, opens both ports. */
export async function startPlatform(config: PlatformConfig, parts: PlatformParts = {}): Promise<Platform> {
  requireProductionReady(config);
  const clock = parts.clock ?? systemClock;
  const logger = parts.logger ?? createLogger({ level: config.logLevel, fields: { app: 'platform' } });
  const dataDir = resolve(config.dataDir);
  const closing: (() => Promise<unknown> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        logger.error('stop_incomplete', { error });
      }
    }
  };
  try {
    return { ...(await compose(config, dataDir, clock, logger, closing)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function compose(
  config: PlatformConfig,
  dataDir: string,
  clock: Clock,
  logger: Logger,
  closing: (() => Promise<unknown> | void)[],
): Promise<Omit<Platform, 'stop'>> {
  await ensurePrivateDir(dataDir);
  const database = await openDatabase({ location: databaseLocation(config, dataDir), clock, logger });
  closing.push(() => database.close());
  await database.migrate();
  await bootstrap(database);

  // Ports open first: their numbers are in the URLs that certificates and links carry.
  const operatorServer = createHttpServer();
  const agentServer = createHttpsServer(AGENT_TLS_OPTIONS);
  const answerOperators = lateListener(operatorServer);
  const answerAgents = lateListener(agentServer);
  const operatorPort = await listen(operatorServer, config.host, config.port);
  closing.push(() => operatorPort.close());
  const agentPort = await listen(agentServer, config.agentHost, config.agentPort);
  closing.push(() => agentPort.close());
  const url = config.publicUrl ?? `http://${hostInUrl(config.host)}:${operatorPort.port}`;
  const agentUrl = config.agentPublicUrl ?? `https://${hostInUrl(config.agentHost)}:${agentPort.port}`;

  const vault = await openFileKeyProvider({ dir: join(dataDir, 'vault'), create: true, clock });
  const secrets = await createSecretStore(database, vault);
  const { trustDomain } = config;
  const pkiUrls = { crlUrl: `${url}/pki/issuing.crl`, ocspUrl: `${url}/pki/ocsp` };
  const authority = await openAuthority({ secrets, trustDomain, clock, ...pkiUrls });
  const renewal = await keepServerCertificate({
    server: agentServer,
    authority,
    names: serverNames(agentUrl, config.agentHost),
    clock,
    logger,
  });
  closing.push(() => renewal.stop());
  const directiveSigner = await openDirectiveSigner(secrets);
  const { ed25519, mlDsa65 } = directiveSigner.publicKey;
  const directiveKeys = [{ keyId: directiveSigner.keyId, ed25519, mlDsa65 }];
  const logSigners = await openLogSigners(secrets, config.logOrigin);
  const packagingKeys = createPackagingKeys(secrets);
  const blobs = await openDirectoryBlobStore({ dir: join(dataDir, 'blobs'), clock });

  const origin = config.logOrigin;
  const sequencer = createSequencer({ database, origin, signers: logSigners.signers, clock, logger });
  const ledger = createLedger({ database, origin, verifierKeys: logSigners.verifierKeys });
  const lastSeen = createLastSeen({ database, clock, logger });
  const heartbeatMs = config.heartbeatSeconds * 1000;
  const settings = { heartbeatSeconds: config.heartbeatSeconds, pollSeconds: config.pollSeconds };

  const { issuing, rootPem } = authority;
  const revocation = createRevocation({ database, issuing, clock, onRevoked: (ids) => channel.cutOff(ids) });
  await revocation.load();
  const identity = createAgentIdentity({ rootPem, issuingPem: issuing.certificatePem, trustDomain, revocation, clock });
  const channel = openAgentChannel({ server: agentServer, identity, lastSeen, logger });
  closing.push(() => channel.close());

  const sessions = createSessions({ database, publicUrl: url });
  const access = createAccess({ database, sessions });
  const liveCredentials = (ids: readonly string[]) => access.liveCredentials(ids);
  const feed = createChangeFeed({ database, startedAt: clock.now(), liveCredentials, logger });
  closing.push(() => feed.close());
  const agents = createAgents({ database, heartbeatMs });
  const trust = (tx: Tx, agentId: string) => agents.trust(tx, agentId);
  const fleets = createFleets({ database, agents });
  const certificateLifetimeMs = config.certificateLifetimeSeconds * 1000;
  const enrolment = createEnrolment({
    database,
    authority,
    trustDomain,
    agentUrl,
    certificateLifetimeMs,
    settings,
    directiveKeys,
  });
  const publishers = createPublishers({ database });
  const releases = createReleases({
    database,
    blobs,
    publishers,
    packagingKeys,
    maxConcurrentUploads: config.maxConcurrentUploads,
  });
  const issuer = createDirectiveIssuer(directiveSigner);
  const desired = createDesiredState({ issuer });
  const transitions = createTransitions({
    issuer,
    heartbeatMs,
    onDirective: (tenantId) => channel.nudgeTenant(tenantId),
  });
  const engine = createRolloutEngine({ database, transitions, heartbeatMs, trust, clock, logger });
  const rollouts = createRollouts({ database, transitions, engine, heartbeatMs });
  const reports = createReports({
    database,
    retentionMs: config.reportRetentionDays * DAY_MS,
    onFinished: () => engine.wake(),
    onSlotFree: (tenantId) => channel.nudgeTenant(tenantId),
  });
  const states = createAgentStates({ database, desired, directiveKeys, settings });
  const minTrust = config.minTrustForKeys;
  const keyRelease = createKeyRelease({ database, blobs, packagingKeys, desired, trust, minTrust });
  const overview = createOverview({ database, agents, rollouts, ledger });

  const operatorMetrics = createRequestMetrics('tensorguard_http');
  const agentMetrics = createRequestMetrics('tensorguard_agent_http');
  const addressLimiter = createRateLimiter(ADDRESS_LIMIT, clock);
  const actorLimiter = createRateLimiter({ perSecond: config.requestsPerSecond, burst: config.requestBurst }, clock);
  answerOperators(
    operatorListener({
      bindings: [
        ...overviewRoutes(overview, feed),
        ...fleetRoutes(fleets, revocation),
        ...joinTokenRoutes(enrolment),
        ...agentRoutes(agents, revocation),
        ...publisherRoutes(publishers),
        ...releaseRoutes(releases),
        ...rolloutRoutes(rollouts),
        ...ledgerRoutes(ledger),
        ...accessRoutes(access, { secureCookies: url.startsWith('https:') }),
      ],
      authorise: authoriseOperator({ access, publicOrigin: new URL(url).origin, actorLimiter, addressLimiter }),
      callerAddress: config.trustProxy ? forwardedAddress(config.trustedProxies) : peerAddress,
      staticConsole: await loadStaticConsole(config.consoleDir ?? CONSOLE_DIR),
      metrics: operatorMetrics,
      gauges: async () => agentMetrics.render() + (await renderGauges(database, channel.size)),
      ready: () => checkReady(database, dataDir),
      crl: async () => (await revocation.crl()).der,
      ocsp: async (request) => (await revocation.ocsp(request)).der,
      logger,
      clock,
    }),
  );
  answerAgents(
    agentListener({
      bindings: [
        ...enrolmentRoutes(enrolment),
        ...desiredStateRoutes(states, reports),
        ...presenceRoutes(lastSeen),
        ...keyReleaseRoutes(keyRelease),
      ],
      authorise: authoriseAgent(identity, addressLimiter),
      turnstile: createTurnstile({ running: agentPlaces(config), waiting: MAX_WAITING_AGENTS }),
      metrics: agentMetrics,
      logger,
      clock,
    }),
  );

  const housekeeping = createHousekeeping({
    tasks: {
      orphans: () => releases.sweep(),
      reports: () => reports.purge(),
      sessions: () => sessions.purge(),
      joinTokens: () => purgeJoinTokens(database),
    },
    logger,
  });
  for (const worker of [sequencer, lastSeen, engine, housekeeping]) {
    worker.start();
    closing.push(() => worker.stop());
  }
  logger.info('platform_started', { url, agentUrl, version: VERSION });
  return { url, agentUrl, admin: createLocalAdmin(database, sessions), database };
}

/** Connections to the database that agents leave to operators and workers. */
const RESERVED_CONNECTIONS = 8;
/** Requests of agents that wait for a place; more are told to come back. */
const MAX_WAITING_AGENTS = 20_000;

/** Requests of agents that are worked on at once, so that a whole fleet that comes at once starves nobody else. */
function agentPlaces(config: PlatformConfig): number {
  return Math.max(2, config.databaseMaxConnections - RESERVED_CONNECTIONS);
}

const CONSOLE_DIR = join(import.meta.dirname, '../../console/dist');

function databaseLocation(config: PlatformConfig, dataDir: string): DatabaseLocation {
  if (config.databaseUrl === undefined) return { kind: 'embedded', directory: join(dataDir, 'database') };
  return { kind: 'postgres', url: config.databaseUrl, maxConnections: config.databaseMaxConnections };
}

/** An address as it stands in a URL; the wildcard addresses are reached by loopback. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** Every name that agents may use for their port. */
function serverNames(agentUrl: string, agentHost: string): ServerNames {
  const hosts = [...new Set([new URL(agentUrl).hostname.replace(/^\[|\]$/g, ''), agentHost, 'localhost', '127.0.0.1'])];
  return {
    dnsNames: hosts.filter((host) => isIP(host) === 0),
    ipAddresses: hosts.filter((host) => isIP(host) !== 0 && host !== '0.0.0.0' && host !== '::'),
  };
}
