import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequestMetrics } from './request-metrics.ts';

test('requests are counted into cumulative buckets by route, status and code', () => {
  const metrics = createRequestMetrics('test_http');
  metrics.observe('listFleets', 200, undefined, 0.9);
  metrics.observe('listFleets', 200, undefined, 30);
  metrics.observe('listFleets', 200, undefined, 60_000);
  metrics.observe('listFleets', 403, 'not_permitted', 1);
  const lines = metrics.render().trim().split('\n');
  assert.equal(lines[1], '# TYPE test_http_request_duration_seconds histogram');
  const value = (name: string, labels: string) => {
    const line = lines.find((candidate) =>
      candidate.startsWith(`test_http_request_duration_seconds_${name}{${labels}}`),
    );
    return Number(line?.split('} ')[1]);
  };
  const ok = 'route="listFleets",status="200"';
  assert.deepEqual(
    ['0.001', '0.025', '0.05', '10', '+Inf'].map((le) => value('bucket', `${ok},le="${le}"`)),
    [1, 1, 2, 2, 3],
  );
  assert.deepEqual([value('count', ok), value('sum', ok)], [3, 60.0309]);
  assert.equal(value('count', 'route="listFleets",status="403",code="not_permitted"'), 1);
  assert.ok(lines.every((line) => line.startsWith('#') || /^[a-z_]+\{[^{}]*\} [0-9.e+-]+$/.test(line)));
});
