import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '@tensorguard/core';
import { PkiError, verifyAgentCertificate, type VerifiedAgent } from '@tensorguard/pki';
import { PlatformError } from '../errors.ts';
import type { AgentActor } from '../http/context.ts';
import type { Revocation } from '../features/revocation/service.ts';

/** Tells which agent is at the other end of a TLS connection, and whether it may be there. */
export interface AgentIdentity {
  /** @throws PlatformError `identity_refused` */
  of(incoming: IncomingMessage): Promise<AgentActor>;
}

/** What the decision needs. */
export interface AgentIdentityOptions {
  readonly rootPem: string;
  readonly issuingPem: string;
  readonly trustDomain: string;
  readonly revocation: Pick<Revocation, 'isDenied' | 'refuse'>;
  readonly clock: Clock;
}

/** Makes the check. The chain is verified once a connection; expiry and the deny set are looked at on every request. */
export function createAgentIdentity(options: AgentIdentityOptions): AgentIdentity {
  const { revocation, clock } = options;
  const verified = new WeakMap<object, VerifiedAgent>();

  const verify = (socket: TLSSocket): VerifiedAgent => {
    const known = verified.get(socket);
    if (known) return known;
    const certificate = socket.getPeerX509Certificate?.();
    if (!certificate) throw new PlatformError('identity_refused', 'no client certificate');
    try {
      const chain = certificate.toString() + options.issuingPem;
      const agent = verifyAgentCertificate(chain, options.rootPem, clock.now(), { trustDomain: options.trustDomain });
      verified.set(socket, agent);
      return agent;
    } catch (cause) {
      if (!(cause instanceof PkiError)) throw cause;
      throw new PlatformError('identity_refused', 'the client certificate is not accepted', { cause });
    }
  };

  return {
    async of(incoming) {
      const agent = verify(incoming.socket as TLSSocket);
      if (agent.notAfter <= clock.now()) {
        throw new PlatformError('identity_refused', 'the client certificate has expired', {
          reason: 'certificate_expired',
        });
      }
      const actor = { kind: 'agent', id: agent.agentId, tenantId: agent.tenantId, serial: agent.serial } as const;
      if (revocation.isDenied(actor.id, actor.serial)) {
        throw await revocation.refuse(actor, incoming.socket.remoteAddress ?? '');
      }
      return actor;
    },
  };
}
