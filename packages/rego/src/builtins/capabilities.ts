import type { Value } from '../value/value.ts';

/**
 * Doors to the world outside an evaluation. Each is closed when it is absent: the builtin then fails with
 * `capability_denied`, which ends the evaluation even when builtin errors are lenient.
 */
export interface Capabilities {
  /** `http.send`: takes the request object, gives the response object. */
  readonly httpSend?: (request: Value) => Value;
  /** `net.lookup_ip_addr`: the addresses of a host name. */
  readonly lookupIpAddress?: (host: string) => readonly string[];
  /** `opa.runtime`: facts about the process. */
  readonly runtime?: () => Value;
  /** Random bytes for `rand.intn` and `uuid.rfc4122`. */
  readonly randomBytes?: (count: number) => Uint8Array;
}
