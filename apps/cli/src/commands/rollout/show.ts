import { operatorRoutes } from '@tensorguard/contract';
import { defineCommand } from '../../command/command-spec.ts';
import { flag, numberOr } from '../../command/option.ts';
import { describeRollout } from './rollout-details.ts';
import { DEFAULT_WATCH_SECONDS, watchRollout } from './watch.ts';

export const rolloutShowCommand = defineCommand({
  name: 'show',
  summary: 'Show one rollout with its stages, its gates and the agents that are stuck',
  details:
    'With --watch it is followed to its end: exit code 0 when it completed, 1 otherwise. With --json each change is one line.',
  examples: ['tensorguard rollout show rlt_01hzy3v9g8e7s6r5q4p3n2m1k0 --watch'],
  prints: 'data',
  api: true,
  args: { rolloutId: { help: 'Id of the rollout' } },
  options: {
    watch: flag('Follow it to its end'),
    interval: numberOr(DEFAULT_WATCH_SECONDS, 'seconds', 'Time between two looks with --watch', {
      min: 0.1,
      max: 3600,
    }),
  },
  async run(context) {
    const { api, args, options, output } = context;
    const session = await api();
    if (options.watch) return watchRollout(context, session, args.rolloutId, options.interval);
    const rollout = await session.call(operatorRoutes.getRollout, { params: { rolloutId: args.rolloutId } });
    output.result(rollout, () => describeRollout(rollout, output));
  },
});
