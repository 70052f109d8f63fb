import { PkiError } from './errors.ts';

/** A SPIFFE id in text form (SPIFFE-ID section 2). */
export type SpiffeId = `spiffe://${string}`;

/** A SPIFFE id, taken apart; `kind` says which of the product's forms it has. */
export type ParsedSpiffeId = { readonly uri: SpiffeId; readonly trustDomain: string } & (
  | { readonly kind: 'agent'; readonly tenantId: string; readonly agentId: string }
  | { readonly kind: 'platform' }
  | { readonly kind: 'trust-domain' }
  | { readonly kind: 'other'; readonly path: string }
);

const MAX_SPIFFE_ID_BYTES = 2048;
const MAX_TRUST_DOMAIN_BYTES = 255;
const TRUST_DOMAIN = /^[a-z0-9._-]+$/;
const PATH_SEGMENT = /^[A-Za-z0-9._-]+$/;
/** Tenant and agent ids are also a certificate's common name, whose upper bound is 64 (RFC 5280 appendix A.1). */
const OWN_ID = /^[A-Za-z0-9_-]{1,64}$/;
const SCHEME = 'spiffe://';
const PLATFORM_PATH = 'platform';

/** The id of an agent: `spiffe://<trust domain>/tenant/<tenantId>/agent/<agentId>`. Errors: `spiffe_id_invalid`. */
export function agentSpiffeId(trustDomain: string, tenantId: string, agentId: string): SpiffeId {
  for (const id of [tenantId, agentId]) if (!OWN_ID.test(id)) throw invalid('tenant or agent id');
  return `${trustDomainSpiffeId(trustDomain)}/tenant/${tenantId}/agent/${agentId}`;
}

/** The id of the platform's own listeners: `spiffe://<trust domain>/platform`. Errors: `spiffe_id_invalid`. */
export function platformSpiffeId(trustDomain: string): SpiffeId {
  return `${trustDomainSpiffeId(trustDomain)}/${PLATFORM_PATH}`;
}

/** The id of a trust domain itself, carried by its CA certificates. Errors: `spiffe_id_invalid`. */
export function trustDomainSpiffeId(trustDomain: string): SpiffeId {
  if (trustDomain.length > MAX_TRUST_DOMAIN_BYTES || !TRUST_DOMAIN.test(trustDomain)) throw invalid('trust domain');
  return `${SCHEME}${trustDomain}`;
}

/**
 * Parses a SPIFFE id by the rules of the specification: lower-case scheme and trust domain, no port, user, query,
 * fragment, percent-encoding, empty or dot segments or trailing slash.
 *
 * @throws PkiError `spiffe_id_invalid`
 */
export function parseSpiffeId(text: string): ParsedSpiffeId {
  if (!text.startsWith(SCHEME) || text.length > MAX_SPIFFE_ID_BYTES) throw invalid('scheme or length');
  const [trustDomain = '', ...segments] = text.slice(SCHEME.length).split('/');
  const uri = text as SpiffeId;
  trustDomainSpiffeId(trustDomain);
  for (const segment of segments) {
    if (!PATH_SEGMENT.test(segment) || segment === '.' || segment === '..') throw invalid('path segment');
  }
  if (segments.length === 0) return { kind: 'trust-domain', uri, trustDomain };
  if (segments.length === 1 && segments[0] === PLATFORM_PATH) return { kind: 'platform', uri, trustDomain };
  const [tenant, tenantId = '', agent, agentId = ''] = segments;
  const isAgent = segments.length === 4 && tenant === 'tenant' && agent === 'agent';
  if (isAgent && OWN_ID.test(tenantId) && OWN_ID.test(agentId)) {
    return { kind: 'agent', uri, trustDomain, tenantId, agentId };
  }
  return { kind: 'other', uri, trustDomain, path: `/${segments.join('/')}` };
}

function invalid(part: string): PkiError {
  return new PkiError('spiffe_id_invalid', `not a valid SPIFFE id: ${part}`, { details: { part } });
}
