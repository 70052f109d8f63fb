import { contextTag, DerError, DerReader, TAG } from './der.ts';

/** Names below which a CA may or may not issue, by kind. */
export interface Subtrees {
  readonly dns: readonly string[];
  readonly email: readonly string[];
  readonly uri: readonly string[];
  readonly ip: readonly { readonly address: Buffer; readonly mask: Buffer }[];
}

/** The name constraints of a CA (RFC 5280, 4.2.1.10). */
export interface NameConstraints {
  permitted: Subtrees;
  excluded: Subtrees;
  constraintsCritical: boolean;
}

const FAILURE = 'x509: invalid NameConstraints extension';

/**
 * Reads the value of a name constraints extension; `understood` is false when it has kinds of names that are not checked.
 *
 * @throws DerError
 */
export function readConstraints(value: Buffer): { understood: boolean; permitted: Subtrees; excluded: Subtrees } {
  const outer = new DerReader(value);
  const reader = outer.inside(TAG.sequence, FAILURE);
  const permitted = reader.optional(contextTag(0, true), FAILURE)?.content;
  const excluded = reader.optional(contextTag(1, true), FAILURE)?.content;
  if (!reader.isEmpty || !outer.isEmpty) throw new DerError(FAILURE);
  if ((permitted?.length ?? 0) + (excluded?.length ?? 0) === 0) {
    throw new DerError('x509: empty name constraints extension');
  }
  const allowed = readSubtrees(permitted);
  const refused = readSubtrees(excluded);
  return {
    understood: allowed.understood && refused.understood,
    permitted: allowed.subtrees,
    excluded: refused.subtrees,
  };
}

function readSubtrees(content: Buffer | undefined): { understood: boolean; subtrees: Subtrees } {
  const dns: string[] = [];
  const email: string[] = [];
  const uri: string[] = [];
  const ip: { address: Buffer; mask: Buffer }[] = [];
  let understood = true;
  for (const subtree of new DerReader(content ?? Buffer.alloc(0)).all(FAILURE)) {
    if (subtree.tag !== TAG.sequence) throw new DerError(FAILURE);
    const base = new DerReader(subtree.content).any(FAILURE);
    if (base.tag === contextTag(1)) email.push(domainOf(base.content, 'rfc822Name', /^[^@\s]+@[!-~]+$/));
    else if (base.tag === contextTag(2)) dns.push(domainOf(base.content, 'dnsName'));
    else if (base.tag === contextTag(6)) uri.push(domainOf(base.content, 'URI'));
    else if (base.tag === contextTag(7)) ip.push(rangeOf(base.content));
    else understood = false;
  }
  return { understood, subtrees: { dns, email, uri, ip } };
}

const DOMAIN = /^(?:\.?[!-\-/-~]+(?:\.[!-\-/-~]+)*)?$/;

function domainOf(content: Buffer, what: string, other?: RegExp): string {
  const text = content.toString('latin1');
  if (other !== undefined && text.includes('@') ? other.test(text) : isDomain(text)) return text;
  throw new DerError(`x509: failed to parse ${what} constraint ${JSON.stringify(text)}`);
}

function isDomain(text: string): boolean {
  return text.length <= 1000 && DOMAIN.test(text);
}

function rangeOf(content: Buffer): { address: Buffer; mask: Buffer } {
  if (content.length !== 8 && content.length !== 32) {
    throw new DerError(`x509: IP constraint contained value of length ${content.length}`);
  }
  const half = content.length / 2;
  const mask = content.subarray(half);
  if (!/^1*0*$/.test([...mask].map((byte) => byte.toString(2).padStart(8, '0')).join(''))) {
    throw new DerError(`x509: IP constraint contained invalid mask ${mask.toString('hex')}`);
  }
  return { address: content.subarray(0, half), mask };
}

/** The names of a certificate that constraints are held against. */
export interface ConstrainedNames {
  readonly dnsNames: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly ipAddresses: readonly Buffer[];
  readonly uris: readonly { readonly url: { readonly Host: string } }[];
}

/** Whether all names of a certificate are within the constraints of a CA above it. */
export function satisfiesConstraints(names: ConstrainedNames, { permitted, excluded }: NameConstraints): boolean {
  const within = <Rule, Name>(
    list: readonly Name[],
    allowed: readonly Rule[],
    refused: readonly Rule[],
    matches: (rule: Rule, name: Name) => boolean,
  ): boolean =>
    list.every(
      (name) =>
        (allowed.length === 0 || allowed.some((rule) => matches(rule, name))) &&
        !refused.some((rule) => matches(rule, name)),
    );
  const hosts = names.uris.map(({ url }) => hostOf(url.Host));
  return (
    within(names.dnsNames, permitted.dns, [], matchesDomain) &&
    within(names.dnsNames, [], excluded.dns, matchesExcludedDomain) &&
    within(names.emailAddresses, permitted.email, excluded.email, matchesEmail) &&
    within(names.ipAddresses, permitted.ip, excluded.ip, matchesRange) &&
    hosts.every((host) => host !== undefined) &&
    within(hosts, permitted.uri, excluded.uri, matchesDomain)
  );
}

/** The domain of a URI without its port; addresses and URIs without a host cannot be checked. */
function hostOf(host: string): string | undefined {
  const domain = host.replace(/:\d*$/, '').toLowerCase();
  return domain === '' || domain.includes('[') || /^[\d.]+$/.test(domain) ? undefined : domain;
}

function matchesDomain(rule: string, name: string): boolean {
  const [suffix, domain] = [rule.toLowerCase(), name.toLowerCase()];
  if (suffix === '') return true;
  if (suffix.startsWith('.')) return domain.endsWith(suffix);
  return domain === suffix || domain.endsWith(`.${suffix}`);
}

/** A wildcard is excluded when it could stand for a name that is. */
function matchesExcludedDomain(rule: string, name: string): boolean {
  if (matchesDomain(rule, name)) return true;
  const dot = rule.indexOf('.', 1);
  return name.startsWith('*.') && dot > 0 && rule.slice(dot).toLowerCase() === name.slice(1).toLowerCase();
}

function matchesEmail(rule: string, address: string): boolean {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  if (!rule.includes('@')) return matchesDomain(rule, domain);
  const ruleAt = rule.lastIndexOf('@');
  return rule.slice(0, ruleAt) === address.slice(0, at) && rule.slice(ruleAt + 1).toLowerCase() === domain;
}

function matchesRange({ address, mask }: { address: Buffer; mask: Buffer }, ip: Buffer): boolean {
  return ip.length === address.length && ip.every((byte, i) => (byte & mask[i]!) === (address[i]! & mask[i]!));
}
