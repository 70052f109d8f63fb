import {
  ApiError,
  operatorRoutes,
  PACKAGE_MEDIA_TYPE,
  problemSchema,
  urlOf,
  type RouteOutput,
} from '@tensorguard/contract';

/** The release that an upload became. */
export type UploadAnswer = RouteOutput<typeof operatorRoutes.uploadRelease>;

export interface UploadOptions {
  readonly file: File;
  /** Bytes that have left this machine so far. */
  readonly onProgress: (sentBytes: number) => void;
  readonly signal: AbortSignal;
  readonly createRequest?: () => XMLHttpRequest;
}

/**
 * Sends a package. Not `fetch`, which tells nothing about the progress of a body.
 *
 * @throws ApiError with the platform's code; `unreachable` when there is no answer, `aborted` when it was called off
 */
export function uploadPackage(options: UploadOptions): Promise<UploadAnswer> {
  const { file, onProgress, signal, createRequest = () => new XMLHttpRequest() } = options;
  const spec = operatorRoutes.uploadRelease;
  return new Promise((resolve, reject) => {
    const request = createRequest();
    request.open(spec.method, urlOf(spec, {}));
    request.setRequestHeader('content-type', PACKAGE_MEDIA_TYPE);
    request.setRequestHeader('accept', 'application/json');
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
    request.addEventListener('load', () => {
      try {
        resolve(answerOf(request));
      } catch (error) {
        reject(error);
      }
    });
    request.addEventListener('error', () => reject(new ApiError('unreachable', 0, 'the upload broke off')));
    request.addEventListener('abort', () => reject(new ApiError('aborted', 0, 'the upload was called off')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function answerOf(request: XMLHttpRequest): UploadAnswer {
  const { status } = request;
  let body: unknown;
  try {
    body = JSON.parse(request.responseText);
  } catch {
    body = undefined;
  }
  if (status >= 200 && status < 300) {
    const parsed = operatorRoutes.uploadRelease.success.body.safeParse(body);
    if (parsed.success) return parsed.data;
  } else {
    const problem = problemSchema.safeParse(body);
    if (problem.success) {
      const { code, detail, title } = problem.data;
      throw new ApiError(code, status, detail ?? title, { problem: problem.data });
    }
  }
  throw new ApiError('answer_invalid', status, `unexpected answer with status ${status}`);
}
