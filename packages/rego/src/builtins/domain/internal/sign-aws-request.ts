import { createHash, createHmac } from 'node:crypto';
import { compareStrings } from '../../../value/compare.ts';

/** Who signs, for what and when. */
export interface AwsSigner {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken: string;
  readonly region: string;
  readonly service: string;
  /** `20060102T150405Z` in Go's terms. */
  readonly timestamp: string;
  readonly signPayload: boolean;
}

/** The parts of a request that a signature covers. */
export interface AwsRequest {
  readonly method: string;
  readonly host: string;
  /** Escaped, as it is sent. */
  readonly path: string;
  /** Without the question mark, as it is sent. */
  readonly query: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Headers that proxies may change, so that they are never signed. */
const UNSIGNED_HEADERS: ReadonlySet<string> = new Set(['authorization', 'user-agent', 'x-amzn-trace-id']);
/** Services that want the hash of the payload as a header. */
const HASH_HEADER_SERVICES: ReadonlySet<string> = new Set(['s3', 'glacier']);
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/**
 * The headers that a signature of version 4 adds to a request, `Authorization` included.
 * Source: AWS Signature Version 4 for API requests, "Create a signed AWS API request".
 */
export function signAwsRequest(request: AwsRequest, signer: AwsSigner): Map<string, string> {
  const { region, service, timestamp } = signer;
  const date = timestamp.slice(0, 8);
  const payloadHash = signer.signPayload ? sha256(request.body) : UNSIGNED_PAYLOAD;
  const added = new Map([
    ['host', request.host],
    ['x-amz-date', timestamp],
  ]);
  if (HASH_HEADER_SERVICES.has(service)) added.set('x-amz-content-sha256', payloadHash);
  if (signer.sessionToken !== '') added.set('x-amz-security-token', signer.sessionToken);

  const signed = new Map(added);
  for (const [name, value] of request.headers) {
    if (!UNSIGNED_HEADERS.has(name.toLowerCase())) signed.set(name.toLowerCase(), value);
  }
  const names = [...signed.keys()].sort(compareStrings);
  const canonical = [
    request.method,
    request.path,
    request.query,
    ...names.map((name) => `${name}:${signed.get(name)!}`),
    '',
    names.join(';'),
    payloadHash,
  ].join('\n');

  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n');
  let key: Buffer = Buffer.from(`AWS4${signer.secretKey}`);
  for (const part of [date, region, service, 'aws4_request']) key = hmac(key, part);
  const credential = `AWS4-HMAC-SHA256 Credential=${signer.accessKey}/${scope}`;
  added.set(
    'Authorization',
    `${credential},SignedHeaders=${names.join(';')},Signature=${hmac(key, text).toString('hex')}`,
  );
  return added;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
