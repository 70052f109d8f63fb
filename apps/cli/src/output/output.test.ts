import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { suite, test } from 'node:test';
import { ManualClock } from '@tensorguard/testkit';
import { formatBytes, formatLabels, formatShare, formatTime } from './format.ts';
import { createProgress } from './progress.ts';
import { formatTable } from './table.ts';

suite('a table', () => {
  const rows = [
    { name: 'short', note: 'a note that is rather long', count: '7' },
    { name: 'a longer name', note: 'x', count: '1234' },
  ];
  const columns = [
    { title: 'NAME', value: (row: (typeof rows)[number]) => row.name },
    { title: 'NOTE', value: (row: (typeof rows)[number]) => row.note },
    { title: 'N', value: (row: (typeof rows)[number]) => row.count, align: 'right' as const },
  ];

  test('is as wide as its content when nobody limits it', () => {
    assert.equal(
      formatTable(rows, columns),
      [
        'NAME           NOTE                           N',
        'short          a note that is rather long     7',
        'a longer name  x                           1234',
      ].join('\n'),
    );
  });

  test('fits the terminal by cutting its widest columns', () => {
    const lines = formatTable(rows, columns, { width: 30 }).split('\n');
    for (const line of lines) assert.ok(line.length <= 30, line);
    assert.match(lines[1]!, /a note tha…/);
  });

  test('keeps a row on one line', () => {
    assert.equal(formatTable([{ name: 'a\nb\u0007', note: '', count: '' }], columns).split('\n').length, 2);
  });
});

suite('a progress bar', () => {
  const bar = (isTTY: boolean) => {
    const drawn: string[] = [];
    const clock = new ManualClock();
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        drawn.push(chunk.toString());
        done();
      },
    });
    const stream = Object.assign(sink, { isTTY, columns: 60 });
    return { clock, drawn: () => drawn.join(''), progress: createProgress(stream, clock, 'Packing') };
  };

  test('shows share, bytes and speed, redrawn at most ten times a second and at the end', async () => {
    const { clock, drawn: written, progress } = bar(true);
    progress.update(0, 4096);
    progress.update(1, 4096);
    await clock.advance(2000);
    progress.update(2048, 4096);
    progress.update(4096, 4096);
    progress.end();
    const drawn = written().split('\r\u001B[K').slice(1);
    assert.equal(drawn.length, 4);
    assert.match(drawn[1]!, /^Packing █{12}░{12} {2}50 % 2\.0 KiB of 4\.0 KiB/);
    assert.match(drawn[2]!, /100 %/);
    assert.equal(drawn[3], '');
    for (const line of drawn) assert.ok(line.length < 60);
  });

  test('is silent elsewhere', () => {
    const { drawn, progress } = bar(false);
    progress.update(1, 2);
    progress.end();
    assert.equal(drawn(), '');
  });
});

test('values are written for people', () => {
  assert.deepEqual([0, 1023, 1024, 1536, 2 ** 40, 2 ** 52].map(formatBytes), [
    '0 B',
    '1023 B',
    '1.0 KiB',
    '1.5 KiB',
    '1.0 TiB',
    '4096.0 TiB',
  ]);
  assert.deepEqual([formatTime('2026-01-02T03:04:05.678Z'), formatTime(null)], ['2026-01-02 03:04:05Z', '–']);
  assert.deepEqual([formatShare(2, 3), formatShare(0, 0)], ['66 %', '–']);
  assert.equal(formatLabels({ b: '2', a: '1' }), 'a=1, b=2');
});
