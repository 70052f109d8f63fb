import { DIRECTIVE_PAYLOAD_TYPE, directiveSchema, type Directive } from '@tensorguard/contract';
import { verifyEnvelope, type SigningPublicKey } from '@tensorguard/tgsp';
import { AgentError } from '../errors.ts';

/** Whose directives are followed. */
export interface DirectiveTrust {
  readonly keys: readonly SigningPublicKey[];
  readonly tenantId: string;
}

/**
 * Verifies an untrusted envelope and gives the directive in it: both signatures by one of the platform's keys, the purpose,
 * the shape, the tenant. Expiry and number depend on what is known of the line and are checked there.
 *
 * @throws AgentError `directive_signature_invalid`, `directive_malformed`, `directive_wrong_tenant`
 */
export function verifyDirective(envelope: unknown, trust: DirectiveTrust): Directive {
  const parsed = directiveSchema.safeParse(verifiedValue(envelope, trust.keys));
  if (!parsed.success) {
    throw new AgentError('directive_malformed', 'what was signed is not a directive', { cause: parsed.error });
  }
  if (parsed.data.tenantId !== trust.tenantId) {
    throw new AgentError('directive_wrong_tenant', 'the directive is for another tenant', {
      details: { tenantId: parsed.data.tenantId },
    });
  }
  return parsed.data;
}

/** @throws AgentError `directive_expired` when the directive must not be acted on any more */
export function requireCurrent(directive: Directive, now: number): void {
  if (now < Date.parse(directive.expiresAt)) return;
  throw new AgentError('directive_expired', 'the directive has expired', {
    details: { number: directive.number, expiresAt: directive.expiresAt },
  });
}

/** What a directive claims; nothing of it is authentic. For the report of a refusal. */
export interface ClaimedDirective {
  readonly line: string;
  readonly number: number;
  readonly rolloutId: string | null;
  readonly releaseId: string | null;
}

const UNKNOWN_CLAIM: ClaimedDirective = { line: 'unknown', number: 0, rolloutId: null, releaseId: null };

/** Reads what a refused envelope claims to be, without trusting it. */
export function claimedDirective(envelope: { readonly payload: string }): ClaimedDirective {
  try {
    const value: unknown = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'));
    const { data } = directiveSchema.safeParse(value);
    if (data === undefined) return UNKNOWN_CLAIM;
    const { line, number, rolloutId, release } = data;
    return { line, number, rolloutId, releaseId: release?.id ?? null };
  } catch {
    return UNKNOWN_CLAIM;
  }
}

function verifiedValue(envelope: unknown, keys: readonly SigningPublicKey[]): unknown {
  try {
    return verifyEnvelope(envelope, keys, DIRECTIVE_PAYLOAD_TYPE).value;
  } catch (cause) {
    throw new AgentError('directive_signature_invalid', 'the directive is not signed by the platform', { cause });
  }
}
