import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectingLogger } from './collecting-logger.ts';

test('lines of the logger and its children are collected, with secrets redacted', () => {
  const logger = collectingLogger();
  logger.info('started', { port: 1 });
  logger.child({ tenant: 't1' }).error('refused', { token: 'abc' });
  assert.deepEqual(
    logger.lines.map(({ time, ...line }) => (Number.isNaN(Date.parse(time)) ? time : line)),
    [
      { level: 'info', event: 'started', port: 1 },
      { level: 'error', event: 'refused', tenant: 't1', token: '[redacted]' },
    ],
  );
  assert.equal(logger.of('refused').length, 1);
});

test('lines below the level are dropped', () => {
  const logger = collectingLogger('warn');
  logger.info('quiet');
  logger.warn('loud');
  assert.deepEqual(
    logger.lines.map(({ event }) => event),
    ['loud'],
  );
});
