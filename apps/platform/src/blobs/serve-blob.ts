import { PROBLEM_MEDIA_TYPE } from '@tensorguard/contract';
import type { Digest } from '@tensorguard/core';
import { PlatformError } from '../errors.ts';
import { RawAnswer } from '../http/binding.ts';
import type { RequestContext } from '../http/context.ts';
import { problemOf } from '../http/problem-response.ts';
import type { BlobStore } from './blob-store.ts';
import { rangeOf } from './byte-range.ts';

/** A blob to serve. */
export interface ServedBlob {
  readonly digest: Digest;
  /** Name that a browser saves it under: letters, digits, dots and dashes. */
  readonly fileName: string;
}

/** What of a request matters. */
export type BlobRequest = Pick<RequestContext, 'headers' | 'signal' | 'requestId'> & {
  readonly incoming: Pick<RequestContext['incoming'], 'method'>;
};

/**
 * Answers with a blob or a range of it (RFC 9110, sections 13 and 14). The digest is the strong entity tag. Bytes are read as
 * fast as the caller takes them; a caller that goes away closes the blob.
 *
 * @throws PlatformError `unavailable` when the blob is gone
 */
export async function serveBlob(blobs: BlobStore, served: ServedBlob, request: BlobRequest): Promise<RawAnswer> {
  const { headers, signal } = request;
  const { digest, fileName } = served;
  const etag = `"${digest}"`;
  const common = {
    etag,
    'accept-ranges': 'bytes',
    'content-disposition': `attachment; filename="${fileName}"`,
  };
  if (headers.get('if-none-match') === etag) return new RawAnswer(null, { status: 304, headers: common });
  const blob = await blobs.open(digest);
  if (!blob) throw new PlatformError('unavailable', 'a blob is missing', { details: { digest } });
  const ifRange = headers.get('if-range');
  const isCurrent = ifRange === null || ifRange.trim() === etag;
  const range = rangeOf(isCurrent ? headers.get('range') : null, blob.size);

  if (range === 'unsatisfiable') {
    await blob.close();
    return unsatisfiable(blob.size, request.requestId, common);
  }
  const { start, end } = range ?? { start: 0, end: blob.size };
  const options = {
    status: range ? 206 : 200,
    headers: {
      ...common,
      'content-length': String(end - start),
      ...(range ? { 'content-range': `bytes ${start}-${end - 1}/${blob.size}` } : {}),
    },
  };
  if (request.incoming.method === 'HEAD' || signal.aborted) {
    await blob.close();
    return new RawAnswer(null, options);
  }
  // The stream closes the blob when it is cancelled; this covers a caller that leaves before the stream is taken up.
  signal.addEventListener('abort', () => void blob.close().catch(() => undefined), { once: true });
  return new RawAnswer(blob.stream({ start, end }), options);
}

/** The 416 answer. It is not thrown, because it has to carry the size (RFC 9110, section 15.5.17). */
function unsatisfiable(size: number, requestId: string, headers: Readonly<Record<string, string>>): RawAnswer {
  const error = new PlatformError('range_not_satisfiable', 'no byte lies in the range', {
    detail: `The file has ${size} bytes.`,
  });
  const problem = problemOf(error, requestId);
  return new RawAnswer(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...headers, 'content-type': PROBLEM_MEDIA_TYPE, 'content-range': `bytes */${size}` },
  });
}
