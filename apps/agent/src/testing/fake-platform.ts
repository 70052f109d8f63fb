import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import {
  agentApiRoutes,
  agentMessage,
  CHANNEL_PATH,
  CLOSE_GOING_AWAY,
  CLOSE_IDENTITY_REFUSED,
  DIRECTIVE_PAYLOAD_TYPE,
  directiveSchema,
  type DeploymentReport,
  type Directive,
  type Heartbeat,
  type ProblemCode,
  type RouteOutput,
  type SignedEnvelope,
} from '@tensorguard/contract';
import { isoTime, newId, sha256 } from '@tensorguard/core';
import {
  agentSpiffeId,
  createIssuingCa,
  createRootCa,
  generateKeyPair,
  exportPrivateKeyPem,
  verifyAgentCertificate,
  type CertificateAuthority,
} from '@tensorguard/pki';
import { createHybridSigner, generateSigningKey, signEnvelope, type HybridSigner } from '@tensorguard/tgsp';
import { WebSocketServer, type WebSocket } from 'ws';
import type { FakeRelease, PackageWorkshop } from './fake-packages.ts';
import { bodyOf, json, problem, servePackage } from './http-answers.ts';

type Agents = Map<string, { readonly recipientKey: string; readonly serials: string[] }>;

/** What a test may bend. Each hook sees the truth and gives what is sent. */
export interface PlatformHooks {
  /** Answers a route with a problem instead; undefined lets it through. */
  problem?: (route: string) => { code: ProblemCode; reason?: string } | undefined;
  /** The bytes of a download. */
  packageBytes?: (release: FakeRelease) => Buffer;
  /** Bytes after which a download's connection breaks. */
  breakDownloadAfterBytes?: number | undefined;
  /** Milliseconds between pieces of a download. */
  downloadPauseMs?: number;
  /** The answer to a key request. */
  keyAnswer?: (answer: RouteOutput<typeof agentApiRoutes.releaseKey>) => RouteOutput<typeof agentApiRoutes.releaseKey>;
}

const TRUST_DOMAIN = 'fleet.example';
const KEY_LIFETIME_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * A platform for tests of the agent: the contract's routes over real TLS with real certificates, signatures and sealed keys.
 * Bodies are checked both ways with the contract's schemas. It decides nothing: the test says what is ordered.
 */
export class FakePlatform {
  readonly tenantId = newId('ten');
  readonly fleetId = newId('flt');
  readonly hooks: PlatformHooks = {};
  readonly agents: Agents = new Map();
  readonly reports: DeploymentReport[] = [];
  readonly heartbeats: { readonly agentId: string; readonly via: 'socket' | 'https'; readonly heartbeat: Heartbeat }[] =
    [];
  /** `METHOD path` of every request, with the range of downloads. */
  readonly requests: {
    readonly route: string;
    readonly range: string | undefined;
    readonly ifRange: string | undefined;
  }[] = [];
  readonly revoked = new Set<string>();
  /** Questions for the desired state, and those that were answered with more than "nothing new". */
  desiredQuestions = 0;
  desiredAnswers = 0;
  /** Answers upgrades with 403, as a proxy in between may. */
  refuseSockets = false;
  settings = { heartbeatSeconds: 60, pollSeconds: 60 };
  certificateLifetimeMs = 3_600_000;
  directiveSigner: HybridSigner = createHybridSigner(generateSigningKey().privateKey);
  readonly #workshop: PackageWorkshop;
  readonly #envelopes = new Map<string, SignedEnvelope>();
  readonly #releases = new Map<string, FakeRelease>();
  readonly #sockets = new Map<WebSocket, string>();
  #root!: CertificateAuthority;
  #issuing!: CertificateAuthority;
  #server: Server | undefined;
  #webSockets: WebSocketServer | undefined;
  #port = 0;

  private constructor(workshop: PackageWorkshop) {
    this.#workshop = workshop;
  }

  static async start(workshop: PackageWorkshop): Promise<FakePlatform> {
    const platform = new FakePlatform(workshop);
    const [root, issuing] = await Promise.all([generateKeyPair(), generateKeyPair()]);
    const now = Date.now();
    platform.#root = await createRootCa({ signer: root.privateKey, trustDomain: TRUST_DOMAIN, now });
    platform.#issuing = await createIssuingCa({ root: platform.#root, signer: issuing.privateKey, now });
    await platform.listen();
    return platform;
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  /** The root that is given to those who ask; an impostor may show another platform's. */
  get shownRootPem(): string {
    return this.rootPem;
  }

  get rootPem(): string {
    return this.#root.certificatePem;
  }

  get joinToken(): string {
    const pin = sha256(this.#root.certificateDer).toString('base64url');
    return `tgj1.${'s'.repeat(32)}.${pin}`;
  }

  get sockets(): number {
    return this.#sockets.size;
  }

  /** Listens, on the port of the last time if there was one. */
  async listen(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair();
    const certificate = await this.#issuing.issueServerCertificate({
      publicKey,
      dnsNames: ['localhost'],
      ipAddresses: ['127.0.0.1'],
      now: Date.now(),
    });
    const server = createServer(
      {
        key: exportPrivateKeyPem(privateKey),
        cert: certificate.chainPem,
        ca: this.rootPem,
        requestCert: true,
        rejectUnauthorized: false,
      },
      (request, response) => void this.#serve(request, response),
    );
    this.#webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    server.on('upgrade', (request, stream, head) => {
      const agentId = this.#agentOf(request);
      if (request.url !== CHANNEL_PATH || agentId === undefined || this.refuseSockets) {
        stream.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      this.#webSockets!.handleUpgrade(request, stream, head, (socket) => this.#connected(agentId, socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Goes away as a crashed platform does: every connection breaks. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets.keys()) socket.close(CLOSE_GOING_AWAY);
    for (const socket of this.#sockets.keys()) socket.terminate();
    const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    server?.closeAllConnections();
    await closed;
  }

  /** Signs and publishes a directive for all agents, and nudges them. */
  async order(release: FakeRelease | null, choice: Partial<Directive> & { line?: string } = {}): Promise<Directive> {
    const line = choice.line ?? release?.line ?? 'text-direction';
    const directive = this.directive(release, { line, ...choice });
    if (release !== null) this.#releases.set(release.id, release);
    await this.publish(directive);
    return directive;
  }

  /** The directive that {@link order} would sign. */
  directive(release: FakeRelease | null, choice: Partial<Directive> & { line: string }): Directive {
    const now = Date.now();
    const { publisher } = release ?? {};
    return directiveSchema.parse({
      v: 1,
      tenantId: this.tenantId,
      number: 1,
      rolloutId: newId('rlt'),
      stage: 0,
      release:
        release === null || publisher === undefined
          ? null
          : {
              id: release.id,
              number: release.number,
              digest: release.digest,
              sizeBytes: release.bytes.byteLength,
              publisher: wireKey(publisher),
            },
      issuedAt: isoTime(now),
      expiresAt: isoTime(now + DAY_MS),
      ...choice,
    } satisfies Directive);
  }

  /** Publishes a directive in the place of the line's last one. */
  async publish(directive: Directive, signer: HybridSigner = this.directiveSigner): Promise<void> {
    this.#envelopes.set(directive.line, await signEnvelope(DIRECTIVE_PAYLOAD_TYPE, directive, signer));
    this.nudge();
  }

  /** Says nothing about a line any more. */
  withdraw(line: string): void {
    this.#envelopes.delete(line);
  }

  /** Makes the platform know a release without ordering it. */
  addRelease(release: FakeRelease): void {
    this.#releases.set(release.id, release);
  }

  nudge(): void {
    for (const socket of this.#sockets.keys()) socket.send(JSON.stringify({ type: 'check' }));
  }

  /** Revokes an agent; `quietly` without telling it. */
  revoke(agentId: string, quietly = false): void {
    this.revoked.add(agentId);
    if (quietly) return;
    for (const [socket, id] of this.#sockets) {
      if (id !== agentId) continue;
      socket.send(JSON.stringify({ type: 'revoked' }));
      socket.close(CLOSE_IDENTITY_REFUSED);
    }
  }

  /** States of the reports so far, as `state number code`. */
  get told(): string[] {
    return this.reports.map(({ state, directiveNumber, code }) =>
      [state, directiveNumber, code].filter(Boolean).join(' '),
    );
  }

  #connected(agentId: string, socket: WebSocket): void {
    this.#sockets.set(socket, agentId);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('message', (data) => {
      const { heartbeat } = agentMessage.parse(JSON.parse((data as Buffer).toString('utf8')));
      this.heartbeats.push({ agentId, via: 'socket', heartbeat });
    });
    socket.send(JSON.stringify({ type: 'check' }));
  }

  #agentOf(request: IncomingMessage): string | undefined {
    const certificate = (request.socket as TLSSocket).getPeerX509Certificate?.();
    if (certificate === undefined) return undefined;
    try {
      const chain = certificate.toString() + this.#issuing.certificatePem;
      const { agentId, serial } = verifyAgentCertificate(chain, this.rootPem, Date.now());
      const known = this.agents.get(agentId);
      if (known === undefined || this.revoked.has(agentId)) return undefined;
      if (!known.serials.includes(serial)) known.serials.push(serial);
      return agentId;
    } catch {
      return undefined;
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const { range, 'if-range': ifRange } = request.headers as Record<string, string | undefined>;
    this.requests.push({ route: `${request.method} ${path}`, range, ifRange });
    try {
      await this.#answer(request, response, path);
    } catch (error) {
      if (!response.headersSent) problem(response, 'internal', String(error));
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const [, , , resource = '', releaseId = '', part = ''] = path.split('/');
    const bent = this.hooks.problem?.(part === '' ? resource : part);
    if (bent !== undefined) return problem(response, bent.code, undefined, bent.reason);
    const body = await bodyOf(request);
    if (resource === 'trust-bundle') return json(response, 200, { trustBundle: this.shownRootPem });
    if (resource === 'enrol') return this.#enrol(response, body);
    const agentId = this.#agentOf(request);
    if (agentId === undefined) return problem(response, 'identity_refused');
    switch (part === '' ? resource : part) {
      case 'certificate': {
        const { csr } = agentApiRoutes.renewCertificate.body.parse(body);
        const answer = await this.#certificate(agentId, csr);
        return json(response, 201, agentApiRoutes.renewCertificate.success.body.parse(answer));
      }
      case 'desired':
        return this.#desired(request, response);
      case 'heartbeat':
        this.heartbeats.push({ agentId, via: 'https', heartbeat: agentApiRoutes.sendHeartbeat.body.parse(body) });
        response.writeHead(204).end();
        return;
      case 'reports': {
        const { reports } = agentApiRoutes.sendReports.body.parse(body);
        const known = new Set(this.reports.map(({ id }) => id));
        this.reports.push(...reports.filter(({ id }) => !known.has(id)));
        return json(response, 200, { accepted: reports.map(({ id }) => id) });
      }
      case 'package':
        return this.#package(request, response, releaseId);
      case 'key':
        return this.#key(response, agentId, releaseId, body);
      default:
        return problem(response, 'not_found');
    }
  }

  async #enrol(response: ServerResponse, body: unknown): Promise<void> {
    const request = agentApiRoutes.enrol.body.parse(body);
    if (request.joinToken !== this.joinToken) return problem(response, 'enrolment_refused');
    const agentId = newId('agt');
    this.agents.set(agentId, { recipientKey: request.recipientKey, serials: [] });
    const answer = {
      ...(await this.#certificate(agentId, request.csr)),
      agentId,
      tenantId: this.tenantId,
      fleetId: this.fleetId,
      spiffeId: agentSpiffeId(TRUST_DOMAIN, this.tenantId, agentId),
      directiveKeys: [wireKey(this.directiveSigner)],
      settings: this.settings,
    };
    json(response, 201, agentApiRoutes.enrol.success.body.parse(answer));
  }

  async #certificate(agentId: string, csr: string) {
    const spiffeId = agentSpiffeId(TRUST_DOMAIN, this.tenantId, agentId);
    const lifetimeMs = this.certificateLifetimeMs;
    const issued = await this.#issuing.issueAgentCertificate({ csr, spiffeId, lifetimeMs, now: Date.now() });
    const { chainPem: certificateChain, notBefore, notAfter } = issued;
    const times = { notBefore: isoTime(notBefore), notAfter: isoTime(notAfter) };
    return { certificateChain, trustBundle: this.rootPem, ...times };
  }

  #desired(request: IncomingMessage, response: ServerResponse): void {
    this.desiredQuestions++;
    const answer = agentApiRoutes.getDesiredState.success.body.parse({
      directives: [...this.#envelopes.values()],
      directiveKeys: [wireKey(this.directiveSigner)],
      settings: this.settings,
    });
    const text = JSON.stringify(answer);
    const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    this.desiredAnswers++;
    response.writeHead(200, { 'content-type': 'application/json', etag }).end(text);
  }

  async #package(request: IncomingMessage, response: ServerResponse, releaseId: string): Promise<void> {
    const release = this.#releases.get(releaseId);
    if (release === undefined) return problem(response, 'not_found');
    const bytes = this.hooks.packageBytes?.(release) ?? release.bytes;
    const { breakDownloadAfterBytes, downloadPauseMs } = this.hooks;
    await servePackage(request, response, {
      bytes,
      etag: `"${release.digest}"`,
      mediaType: agentApiRoutes.downloadPackage.success.contentType,
      breakAfterBytes: breakDownloadAfterBytes,
      pauseMs: downloadPauseMs,
    });
  }

  async #key(response: ServerResponse, agentId: string, releaseId: string, body: unknown): Promise<void> {
    const { packageDigest, nonce } = agentApiRoutes.releaseKey.body.parse(body);
    const release = this.#releases.get(releaseId);
    if (release?.digest !== packageDigest) return problem(response, 'key_release_refused');
    const expiresAt = isoTime(Date.now() + KEY_LIFETIME_MS);
    const context = { v: 1, agentId, releaseId, packageDigest, nonce, expiresAt } as const;
    const sealed = await this.#workshop.sealFor(release, this.agents.get(agentId)!.recipientKey, context);
    const answer = agentApiRoutes.releaseKey.success.body.parse({ context, sealed });
    json(response, 200, this.hooks.keyAnswer?.(answer) ?? answer);
  }
}

/** A signer's public key as the wire has it. */
export function wireKey({ keyId, publicKey }: HybridSigner): { keyId: string; ed25519: string; mlDsa65: string } {
  return { keyId, ed25519: publicKey.ed25519, mlDsa65: publicKey.mlDsa65 };
}
