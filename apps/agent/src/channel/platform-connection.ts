import { createSecureContext, type SecureContext } from 'node:tls';
import { createClient, type ApiClient, type Fetch } from '@tensorguard/contract';
import { Agent, fetch as undiciFetch, type Dispatcher } from 'undici';

/** Longest wait for the head of an answer, milliseconds. */
const HEADERS_TIMEOUT_MS = 30_000;
/** Longest silence within an answer's body, milliseconds. */
const BODY_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 20_000;
/** How long an idle connection stays open, milliseconds; heartbeats go over the socket. */
const KEEP_ALIVE_MS = 5_000;
/** Connections at once: downloads of several lines must leave room for calls. */
const MAX_CONNECTIONS = 16;
/** Largest answer to a question that was asked without knowing whom, bytes. */
const MAX_UNTRUSTED_ANSWER_BYTES = 64 * 1024;

/** Who we are and whom we trust, PEM. */
export interface TlsIdentity {
  readonly privateKeyPem: string;
  readonly certificateChainPem: string;
  readonly trustBundlePem: string;
}

/** A client with its connections. */
export interface ConnectedClient {
  readonly client: ApiClient;
  /** Lets calls in flight end, then closes. */
  readonly close: () => Promise<void>;
  /** Breaks calls in flight. */
  readonly destroy: () => Promise<void>;
}

/** A client that verifies nobody: only for fetching what is then compared with a pin. */
export function unverifiedClient(platformUrl: string): ConnectedClient {
  return clientOver(platformUrl, {
    connect: { rejectUnauthorized: false, timeout: CONNECT_TIMEOUT_MS },
    maxResponseSize: MAX_UNTRUSTED_ANSWER_BYTES,
  });
}

/** A client that trusts the given roots only and shows no certificate, for enrolment. */
export function pinnedClient(platformUrl: string, rootsPem: string): ConnectedClient {
  return clientOver(platformUrl, { connect: { ca: rootsPem, timeout: CONNECT_TIMEOUT_MS } });
}

/**
 * The agent's mutually authenticated way to the platform. After a rotation new connections use the new certificate, calls
 * in flight end on the old one.
 */
export class PlatformConnection {
  readonly platformUrl: string;
  #secureContext: SecureContext;
  #current: ConnectedClient;

  constructor(platformUrl: string, identity: TlsIdentity) {
    this.platformUrl = platformUrl;
    this.#secureContext = secureContextOf(identity);
    this.#current = authenticatedClient(platformUrl, this.#secureContext);
  }

  get client(): ApiClient {
    return this.#current.client;
  }

  /** Key, certificate and trusted roots, for the socket. */
  get secureContext(): SecureContext {
    return this.#secureContext;
  }

  /** Uses another certificate from now on. */
  useIdentity(identity: TlsIdentity): void {
    const old = this.#current;
    this.#secureContext = secureContextOf(identity);
    this.#current = authenticatedClient(this.platformUrl, this.#secureContext);
    // Downloads in flight may take long; nothing waits for them here.
    old.close().catch(() => undefined);
  }

  /** Breaks what is in flight. */
  async destroy(): Promise<void> {
    await this.#current.destroy();
  }
}

function secureContextOf({ privateKeyPem, certificateChainPem, trustBundlePem }: TlsIdentity): SecureContext {
  return createSecureContext({
    key: privateKeyPem,
    cert: certificateChainPem,
    ca: trustBundlePem,
    minVersion: 'TLSv1.3',
  });
}

function authenticatedClient(platformUrl: string, secureContext: SecureContext): ConnectedClient {
  return clientOver(platformUrl, { connect: { secureContext, timeout: CONNECT_TIMEOUT_MS } });
}

function clientOver(platformUrl: string, options: Agent.Options): ConnectedClient {
  const dispatcher = new Agent({
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: BODY_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    ...options,
  });
  return {
    client: createClient({ baseUrl: platformUrl, fetch: fetchOver(dispatcher) }),
    close: () => dispatcher.close(),
    destroy: () => dispatcher.destroy(),
  };
}

/** The contract's client speaks the web's `fetch`; undici's differs only in its type names. */
function fetchOver(dispatcher: Dispatcher): Fetch {
  return (url, init) => {
    const request = { ...init, dispatcher, redirect: 'error' } as unknown as Parameters<typeof undiciFetch>[1];
    return undiciFetch(url, request);
  };
}
