import type { IncomingMessage } from 'node:http';
import { addressMatcher, plainAddress } from './address-range.ts';

/** Proxies of one request that are looked at; what stands further left was written by strangers. */
const MAX_HOPS = 32;

/** Tells the address that a request comes from. */
export type CallerAddress = (incoming: Pick<IncomingMessage, 'socket' | 'headers'>) => string;

/** The address at the other end of the connection. Headers do not count. */
export const peerAddress: CallerAddress = ({ socket }) => {
  const address = socket.remoteAddress ?? '';
  return plainAddress(address) ?? address;
};

/**
 * The address that trusted proxies saw. Each proxy appends the address it was called from to X-Forwarded-For, so the list is
 * read from its end, over the trusted ones, to the first that is not: what stands left of it is the caller's own claim. A
 * request that does not come from a trusted proxy has the address of its connection, whatever it claims.
 */
export function forwardedAddress(trustedProxies: readonly string[]): CallerAddress {
  const isTrusted = addressMatcher(trustedProxies);
  return (incoming) => {
    let address = peerAddress(incoming);
    // Node joins repeated headers with a comma, in their order.
    const header = incoming.headers['x-forwarded-for'];
    const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').slice(-MAX_HOPS);
    while (isTrusted(address)) {
      const next = plainAddress(hops.pop()?.trim() ?? '');
      // The chain ends, or a proxy wrote something else than an address: the last known proxy answers for the request.
      if (next === undefined) return address;
      address = next;
    }
    return address;
  };
}
