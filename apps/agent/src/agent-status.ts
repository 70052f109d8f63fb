import type { AgentErrorCode } from './errors.ts';
import type { InferenceStats } from '@tensorguard/contract';

/** Whether the identity may be used. */
export type IdentityState = 'active' | 'expired' | 'revoked';
/** How the agent reaches the platform now. */
export type ConnectionPath = 'socket' | 'polling' | 'offline';

/**
 * What a line is doing. `loaded`: its model answers; `working`: a directive is being followed; `waiting`: it will be tried
 * again; `empty`: nothing is to run, or what should run cannot.
 */
export type LineState = 'loaded' | 'working' | 'waiting' | 'empty';

/** One package line as the agent sees it. */
export interface LineStatus {
  readonly line: string;
  readonly state: LineState;
  /** What answers requests. */
  readonly release: { readonly id: string; readonly number: number; readonly digest: string } | null;
  /** The highest directive that was accepted. */
  readonly directive: { readonly number: number; readonly releaseId: string | null };
  /** Why the directive is not followed. */
  readonly problem: { readonly code: string; readonly message: string } | null;
  readonly inference: InferenceStats | null;
}

/** The agent at a glance. */
export interface AgentStatus {
  readonly agentId: string;
  readonly tenantId: string;
  readonly identity: IdentityState;
  /** RFC 3339. */
  readonly certificateExpiresAt: string | null;
  readonly connection: ConnectionPath;
  readonly spooledReports: number;
  readonly lines: readonly LineStatus[];
}

/** Why an agent is at its end. An expired identity is none: what is loaded goes on answering. */
export interface AgentEnd {
  readonly code: Extract<AgentErrorCode, 'identity_revoked'>;
}
