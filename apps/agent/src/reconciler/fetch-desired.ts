import {
  agentApiRoutes,
  ApiError,
  type AgentSettings,
  type ApiClient,
  type RouteOutput,
  type SignedEnvelope,
} from '@tensorguard/contract';
import { platformError } from '../channel/platform-error.ts';
import { AgentError } from '../errors.ts';
import type { WireKey } from '../identity/directive-keys.ts';

/** What the platform wants of this agent; nothing of it is verified yet but the connection that it came over. */
export interface DesiredState {
  readonly directives: readonly SignedEnvelope[];
  readonly directiveKeys: readonly WireKey[];
  readonly settings: AgentSettings;
  /** Validator of this answer, to be sent with the next question. */
  readonly etag: string | undefined;
}

const NOT_MODIFIED = 304;
const body = agentApiRoutes.getDesiredState.success.body;

/**
 * Fetches the desired state; undefined when it is the one that `etag` names.
 *
 * @throws AgentError `identity_revoked`, `identity_expired`, `platform_*`
 */
export async function fetchDesired(
  client: ApiClient,
  etag: string | undefined,
  signal: AbortSignal,
): Promise<DesiredState | undefined> {
  try {
    const headers: Record<string, string> = etag === undefined ? {} : { 'if-none-match': etag };
    const response = await client.raw(agentApiRoutes.getDesiredState, { headers }, { signal });
    const parsed = body.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) throw new AgentError('platform_unavailable', 'the desired state does not fit the contract');
    const answer: RouteOutput<typeof agentApiRoutes.getDesiredState> = parsed.data;
    return { ...answer, etag: response.headers.get('etag') ?? undefined };
  } catch (error) {
    if (error instanceof ApiError && error.status === NOT_MODIFIED) return undefined;
    throw platformError(error);
  }
}
