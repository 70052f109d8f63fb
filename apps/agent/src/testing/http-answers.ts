import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, type ProblemCode } from '@tensorguard/contract';

/** Reads a JSON body; undefined when there is none. */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Answers with a problem document. */
export function problem(response: ServerResponse, code: ProblemCode, detail?: string, reason?: string): void {
  const { status, title } = PROBLEMS[code];
  const body = {
    type: `urn:tensorguard:problem:${code}`,
    title,
    status,
    code,
    ...(detail ? { detail } : {}),
    ...(reason ? { reason } : {}),
  };
  response.writeHead(status, { 'content-type': PROBLEM_MEDIA_TYPE }).end(JSON.stringify(body));
}

const PIECE_BYTES = 64 * 1024;

/** A file to serve, and how the connection behaves. */
export interface ServedPackage {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly mediaType: string;
  /** Bytes of this answer after which the connection breaks. */
  readonly breakAfterBytes: number | undefined;
  /** Milliseconds between pieces. */
  readonly pauseMs: number | undefined;
}

/** Serves a file with `Range: bytes=<from>-` and `If-Range` (RFC 9110). */
export async function servePackage(
  request: IncomingMessage,
  response: ServerResponse,
  { bytes, etag, mediaType, breakAfterBytes = Infinity, pauseMs = 0 }: ServedPackage,
): Promise<void> {
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const ifRange = request.headers['if-range'];
  const start = from !== undefined && (ifRange === undefined || ifRange === etag) ? Number(from) : 0;
  const size = bytes.byteLength;
  if (start >= size) return problem(response, 'range_not_satisfiable');
  response.writeHead(start > 0 ? 206 : 200, {
    'content-type': mediaType,
    'content-length': size - start,
    etag,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${size - 1}/${size}` } : {}),
  });
  const end = Math.min(size, start + breakAfterBytes);
  for (let at = start; at < end && !response.destroyed; at += PIECE_BYTES) {
    response.write(bytes.subarray(at, Math.min(end, at + PIECE_BYTES)));
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  if (end < size) setTimeout(() => response.destroy(), 50);
  else response.end();
}
