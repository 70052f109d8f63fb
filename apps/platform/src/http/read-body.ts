import type { IncomingMessage } from 'node:http';
import { PlatformError } from '../errors.ts';

/** Largest JSON body, bytes. */
export const MAX_JSON_BODY_BYTES = 1024 * 1024;

/**
 * Reads and parses a JSON body within the size limit.
 *
 * @throws PlatformError `media_type_unsupported`, `body_too_large` or `request_malformed`
 */
export async function readJsonBody(incoming: IncomingMessage, maxBytes = MAX_JSON_BODY_BYTES): Promise<unknown> {
  const mediaType = incoming.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new PlatformError('media_type_unsupported', 'not a JSON body', { detail: 'Send application/json.' });
  }
  const bytes = await readBytes(incoming, maxBytes);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return JSON.parse(text);
  } catch (cause) {
    throw new PlatformError('request_malformed', 'the body is not JSON', {
      cause,
      detail: 'The body is not valid JSON.',
    });
  }
}

/**
 * Reads a body within a size limit.
 *
 * @throws PlatformError `body_too_large` or `request_malformed`
 */
export async function readBytes(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  checkDeclaredLength(incoming, maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // A body that is left must not be destroyed: the server then drains a bounded part of what still comes, so that the caller
    // can read the refusal, and cuts the connection. A destroyed one would take no more and stay open.
    for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof PlatformError) throw cause;
    throw new PlatformError('request_malformed', 'the body broke off', { cause });
  }
  return Buffer.concat(chunks);
}

/**
 * Refuses a body that declares more than the limit before a byte of it is read.
 *
 * @throws PlatformError `body_too_large`
 */
function checkDeclaredLength(incoming: IncomingMessage, maxBytes: number): void {
  const declared = Number(incoming.headers['content-length'] ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
}

function tooLarge(maxBytes: number): PlatformError {
  return new PlatformError('body_too_large', `more than ${maxBytes} bytes`, { detail: `At most ${maxBytes} bytes.` });
}
