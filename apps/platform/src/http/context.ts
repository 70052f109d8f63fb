import type { IncomingMessage } from 'node:http';
import type { Permission } from '@tensorguard/contract';
import type { Logger } from '@tensorguard/core';
import type { Party } from '../db/database.ts';
import { PlatformError } from '../errors.ts';

/** A signed-in operator: a person's session or an API token. */
export interface Operator {
  readonly kind: 'user' | 'api_token';
  readonly id: string;
  /** The person behind it: of a token, the one who made it. */
  readonly userId: string;
  readonly name: string;
  readonly tenantId: string;
  readonly permissions: ReadonlySet<Permission>;
  /** Present for people. */
  readonly sessionId?: string;
}

/** A machine that proved a live certificate. */
export interface AgentActor {
  readonly kind: 'agent';
  readonly id: string;
  readonly tenantId: string;
  /** Serial number of the certificate in use, hex. */
  readonly serial: string;
}

export type Actor = Operator | AgentActor;

/** What a handler knows about its request beyond the parsed input. */
export interface RequestContext {
  readonly requestId: string;
  readonly actor: Actor | undefined;
  /** Address of the caller, as far as trusted proxies vouch for it. */
  readonly address: string;
  readonly headers: Headers;
  readonly logger: Logger;
  /** The raw request, for bodies that are streamed. */
  readonly incoming: IncomingMessage;
  /** Fires when the caller goes away. */
  readonly signal: AbortSignal;
}

/** The operator of a request; routes that reach here have been authorised. */
export function operatorOf(context: RequestContext): Operator {
  if (context.actor && context.actor.kind !== 'agent') return context.actor;
  throw new PlatformError('not_signed_in', 'the route needs an operator');
}

/** The agent of a request; routes that reach here have been authorised. */
export function agentOf(context: RequestContext): AgentActor {
  if (context.actor?.kind === 'agent') return context.actor;
  throw new PlatformError('identity_refused', 'the route needs an agent');
}

/** An actor as the ledger names it. */
export function partyOf(actor: Actor): Party {
  return { kind: actor.kind, id: actor.id };
}
