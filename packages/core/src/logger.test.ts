import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError, createLogger } from './index.ts';

class SampleError extends CodedError<'sample'> {}

function capture(level: 'debug' | 'info' = 'info') {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { lines, logger: createLogger({ level, write, now: () => 0 }) };
}

test('a line is one JSON object with time, level, event and the fields of its logger', () => {
  const { lines, logger } = capture();
  logger.child({ requestId: 'r' }).warn('happened', { count: 2n });
  assert.deepEqual(lines, [
    { time: '1970-01-01T00:00:00.000Z', level: 'warn', event: 'happened', requestId: 'r', count: '2' },
  ]);
});

test('lines under the level are not written', () => {
  const { lines, logger } = capture();
  logger.debug('quiet');
  logger.info('loud');
  assert.deepEqual(
    lines.map((line) => line['event']),
    ['loud'],
  );
});

test('values under secret names are redacted at any depth', () => {
  const { lines, logger } = capture();
  logger.info('x', { joinToken: 'tgj1', nested: { authorization: 'Bearer', privateKey: 'k', tokenId: 'kept' } });
  assert.deepEqual(lines[0]!['nested'], { authorization: '[redacted]', privateKey: '[redacted]', tokenId: 'kept' });
  assert.equal(lines[0]!['joinToken'], '[redacted]');
});

test('a coded error shows code, details and cause', () => {
  const { lines, logger } = capture();
  const cause = new SampleError('sample', 'inner');
  logger.error('failed', { error: new SampleError('sample', 'outer', { cause, details: { a: 1 } }) });
  const shown = lines[0]!['error'] as Record<string, unknown>;
  assert.deepEqual([shown['code'], shown['message'], shown['details']], ['sample', 'outer', { a: 1 }]);
  assert.equal((shown['cause'] as Record<string, unknown>)['message'], 'inner');
});
