import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ManualClock } from '@tensorguard/testkit';
import { eachDatabase } from '../../testing/databases.ts';
import { openRolloutDesk } from '../../testing/rollout-desk.ts';

eachDatabase('the list of rollouts', (open) => {
  it('lists rollouts newest first, page by page, by state and line', async () => {
    const clock = new ManualClock(Date.now());
    const { addFleet, addRelease, rollouts, start, tenantId } = await openRolloutDesk(await open(clock), clock);
    const made: string[] = [];
    for (let i = 0; i < 5; i++) {
      await clock.advance(1000);
      const line = i % 2 === 0 ? 'even' : 'odd';
      made.unshift((await start((await addRelease(line)).id, [await addFleet(`fleet ${i}`)])).id);
    }
    const list: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await rollouts.list(tenantId, { limit: 2, cursor });
      list.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(list, made);
    const even = await rollouts.list(tenantId, { limit: 10, line: 'even', state: 'running' });
    assert.deepEqual(
      even.items.map(({ id }) => id),
      [made[0], made[2], made[4]],
    );
    assert.deepEqual((await rollouts.list(tenantId, { limit: 10, state: 'paused' })).items, []);
  });
});
