import type { IncomingMessage } from 'node:http';
import { ApiProblemError } from './api-error.ts';

/**
 * Reads a JSON body. Only `application/json` is taken, which a page of another site cannot send unasked.
 *
 * @throws ApiProblemError `media_type_unsupported`, `body_too_large`, `request_malformed`
 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/json') {
    throw new ApiProblemError('media_type_unsupported', 'send application/json');
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks, size).toString('utf8'));
  } catch (cause) {
    if (cause instanceof ApiProblemError) throw cause;
    throw new ApiProblemError('request_malformed', 'the body is not JSON', { cause });
  }
}

function tooLarge(maxBytes: number): ApiProblemError {
  return new ApiProblemError('body_too_large', `a body has at most ${maxBytes} bytes`);
}
