import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, type DeploymentReport } from '@tensorguard/contract';
import { silentLogger, systemClock } from '@tensorguard/core';
import { collectingLogger, tempDir, waitFor } from '@tensorguard/testkit';
import { makeReport } from '../reconciler/report.ts';
import { ReportSender } from './report-sender.ts';
import { ReportSpool } from './report-spool.ts';
import { inTransaction, openStateDatabase } from './state-database.ts';

const about = { line: 'a-line', number: 1, rolloutId: null, releaseId: null };
const report = (message: string): DeploymentReport =>
  makeReport(about, { state: 'failed', runningReleaseId: null, code: 'disk_full', message, now: Date.now() });

test('reports stay in order over a restart until they are confirmed', async (t) => {
  const dir = await tempDir(t);
  const database = openStateDatabase(dir);
  const first = new ReportSpool(database);
  const reports = ['one', 'two', 'three'].map(report);
  for (const one of reports) first.add(one);
  database.close();
  const reopened = openStateDatabase(dir);
  t.after(() => reopened.close());
  const spool = new ReportSpool(reopened);
  assert.deepEqual(spool.oldest(), reports);
  assert.equal(spool.confirm([reports[1]!.id, 'rpt_unknown']), 1);
  assert.deepEqual(spool.oldest(1), [reports[0]]);
  assert.equal(spool.size, 2);
});

test('a change that fails takes its report with it', (t) => {
  const database = openStateDatabase(undefined);
  t.after(() => database.close());
  const spool = new ReportSpool(database);
  assert.throws(() =>
    inTransaction(database, () => {
      spool.add(report('never'));
      throw new Error('no');
    }),
  );
  assert.equal(spool.size, 0);
});

test('codes and messages are cut to what the contract takes', () => {
  const long = makeReport(about, {
    state: 'failed',
    runningReleaseId: null,
    code: 'c'.repeat(200),
    message: 'm'.repeat(2000),
    now: 0,
  });
  assert.equal(long.code?.length, 80);
  assert.equal(long.message?.length, 500);
});

test('a report that the platform will never take is set aside, and the others are delivered', async (t) => {
  const database = openStateDatabase(undefined);
  t.after(() => database.close());
  const spool = new ReportSpool(database);
  for (const message of ['good', 'poison', 'also good']) spool.add(report(message));
  const delivered: string[] = [];
  const log = collectingLogger();
  const sender = new ReportSender({
    spool,
    deliver: async (batch) => {
      if (batch.some(({ message }) => message === 'poison')) throw new ApiError('request_invalid', 400, 'no');
      delivered.push(...batch.map(({ message = '' }) => message));
      return batch.map(({ id }) => id);
    },
    clock: systemClock,
    retry: { initialMs: 1, maxMs: 5 },
    logger: log,
    signal: new AbortController().signal,
  });
  sender.wake();
  await sender.idle();
  assert.deepEqual(delivered, ['good', 'also good']);
  assert.equal(spool.size, 0);
  assert.equal(log.of('report.rejected').length, 1);
  const kept = database.prepare('SELECT code FROM rejected_reports').all();
  assert.deepEqual(
    kept.map(({ code }) => code),
    ['request_invalid'],
  );
});

test('an answer that confirms nothing is tried again with pauses, not in a hot loop', async (t) => {
  const database = openStateDatabase(undefined);
  t.after(() => database.close());
  const spool = new ReportSpool(database);
  spool.add(report('one'));
  const stop = new AbortController();
  let calls = 0;
  const sender = new ReportSender({
    spool,
    deliver: () => Promise.resolve(++calls < 4 ? [] : spool.oldest().map(({ id }) => id)),
    clock: systemClock,
    retry: { initialMs: 20, maxMs: 40, random: () => 0 },
    logger: silentLogger,
    signal: stop.signal,
  });
  const start = performance.now();
  sender.wake();
  await waitFor(() => spool.size === 0);
  assert.ok(performance.now() - start >= 45);
  assert.equal(calls, 4);
});
