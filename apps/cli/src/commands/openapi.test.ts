import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentApiRoutes, operatorRoutes } from '@tensorguard/contract';
import { run } from '../testing/run-in-process.ts';

test('openapi prints every operation, or those of one API', async () => {
  const operations = async (...args: string[]): Promise<number> => {
    const { paths } = (await run(['openapi', ...args])).json() as { paths: Record<string, object> };
    return Object.values(paths).reduce((sum, path) => sum + Object.keys(path).length, 0);
  };
  const operator = Object.keys(operatorRoutes).length;
  const agent = Object.keys(agentApiRoutes).length;
  assert.deepEqual(
    [await operations(), await operations('--only', 'operator'), await operations('--only', 'agent')],
    [operator + agent, operator, agent],
  );
});
