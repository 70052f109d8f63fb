import { PROBLEM_MEDIA_TYPE } from '@tensorguard/contract';
import type { RequestListener, Server } from 'node:http';
import { PlatformError } from '../errors.ts';
import { problemOf } from './problem-response.ts';

/**
 * Lets a server listen before it can answer: requests get 503 until the returned function is given the real listener.
 * Without one a request would wait for ever.
 */
export function lateListener(server: Server): (listener: RequestListener) => void {
  let current: RequestListener = (_, response) => {
    const problem = problemOf(new PlatformError('unavailable', 'starting', { detail: 'Starting.' }), 'none');
    response.writeHead(problem.status, { 'content-type': PROBLEM_MEDIA_TYPE, 'retry-after': '1', connection: 'close' });
    response.end(JSON.stringify(problem));
  };
  server.on('request', (request, response) => current(request, response));
  return (listener) => {
    current = listener;
  };
}
