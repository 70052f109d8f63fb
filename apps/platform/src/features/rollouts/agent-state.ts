import { createHash } from 'node:crypto';
import type { AgentSettings, SignedEnvelope } from '@tensorguard/contract';
import type { Database } from '../../db/database.ts';
import type { AgentActor } from '../../http/context.ts';
import type { DesiredState } from './desired.ts';

/** What an agent fetches: its directives, the keys that sign them, and its pace. */
export interface AgentState {
  readonly body: {
    directives: SignedEnvelope[];
    directiveKeys: { keyId: string; ed25519: string; mlDsa65: string }[];
    settings: AgentSettings;
  };
  /** Entity tag of the body (RFC 9110). */
  readonly etag: string;
}

/** Puts together what an agent fetches. */
export function createAgentStates(options: {
  database: Database;
  desired: DesiredState;
  directiveKeys: readonly { keyId: string; ed25519: string; mlDsa65: string }[];
  settings: AgentSettings;
}) {
  const { database, desired, settings } = options;
  const directiveKeys = [...options.directiveKeys];
  const constantPart = JSON.stringify([directiveKeys.map(({ keyId }) => keyId), settings]);
  return {
    async of(agent: AgentActor): Promise<AgentState> {
      const rows = await database.tenant(agent.tenantId, (tx) => desired.directivesFor(tx, agent.id));
      const numbers = rows.map((row) => `${row.line_id}:${row.number}`).sort();
      const hash = createHash('sha256')
        .update(`${constantPart}\n${numbers.join('\n')}`)
        .digest('base64url');
      const directives = rows.map((row) => row.envelope as unknown as SignedEnvelope);
      return { body: { directives, directiveKeys, settings }, etag: `"${hash}"` };
    },
  };
}
