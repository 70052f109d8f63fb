import { parseAddress } from './ip-address.ts';

/** The names of a certificate that stand for hosts. */
interface HostNames {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly Buffer[];
}

/** Whether a certificate is for a host name or address, by the rules of Go's `VerifyHostname` (RFC 6125, 6.4). */
export function matchesHostname(certificate: HostNames, host: string): boolean {
  const address = parseAddress(host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host);
  if (address !== undefined) {
    return certificate.ipAddresses.some((ip) => {
      const value = BigInt(`0x${ip.toString('hex')}`);
      const isMapped = ip.length === 16 && value >> 32n === 0xffffn;
      return (
        (isMapped ? value & 0xffffffffn : value) === address.value && (isMapped ? 32 : ip.length * 8) === address.bits
      );
    });
  }
  const name = host.toLowerCase();
  const isHost = isHostname(name, false);
  const labels = name.replace(/\.$/, '').split('.');
  return certificate.dnsNames.some((pattern) => {
    if (isHost && isHostname(pattern, true)) return matchesPattern(pattern.toLowerCase(), labels);
    return pattern !== '' && pattern !== '.' && pattern.toLowerCase() === name;
  });
}

function matchesPattern(pattern: string, labels: readonly string[]): boolean {
  const parts = pattern.split('.');
  return parts.length === labels.length && parts.every((part, i) => (i === 0 && part === '*') || part === labels[i]);
}

function isHostname(text: string, isPattern: boolean): boolean {
  const host = isPattern ? text : text.replace(/\.$/, '');
  if (host === '' || host === '*') return false;
  return host
    .split('.')
    .every((label, i) => (isPattern && i === 0 && label === '*') || /^[a-zA-Z0-9_][a-zA-Z0-9_-]*$/.test(label));
}
