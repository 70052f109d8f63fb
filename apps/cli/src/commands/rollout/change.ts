import { operatorRoutes, type Rollout } from '@tensorguard/contract';
import { defineCommand, type CommandSpec } from '../../command/command-spec.ts';
import { requiredText } from '../../command/option.ts';
import { formatCount } from '../../output/format.ts';
import { describeRollout } from './rollout-details.ts';

const EXAMPLE_ID = 'rlt_01hzy3v9g8e7s6r5q4p3n2m1k0';

interface Change {
  readonly name: string;
  readonly summary: string;
  readonly exampleReason: string;
  readonly route: typeof operatorRoutes.pauseRollout;
  /** What it does to agents, when it needs agreement. */
  readonly consequence?: (rollout: Rollout) => string;
}

function changeCommand({ name, summary, exampleReason, route, consequence }: Change): CommandSpec {
  return defineCommand({
    name,
    summary,
    examples: [`tensorguard rollout ${name} ${EXAMPLE_ID} --reason "${exampleReason}"`],
    prints: 'data',
    api: true,
    destructive: consequence !== undefined,
    args: { rolloutId: { help: 'Id of the rollout' } },
    options: { reason: requiredText('text', 'Why; shown in the ledger') },
    async run({ api, args, options, output, confirm }) {
      const session = await api();
      const params = { rolloutId: args.rolloutId };
      if (consequence) {
        const before = await session.call(operatorRoutes.getRollout, { params });
        const question = `${name[0]?.toUpperCase()}${name.slice(1)} the rollout of ${before.line}@${before.release.number}?`;
        await confirm({ question, consequence: consequence(before) });
      }
      const rollout = await session.call(route, { params, body: { reason: options.reason } });
      output.result(rollout, () => describeRollout(rollout, output));
    },
  });
}

export const pauseCommand = changeCommand({
  name: 'pause',
  summary: 'Pause a rollout: no further agent is told',
  exampleReason: 'looking into latency',
  route: operatorRoutes.pauseRollout,
});

export const resumeCommand = changeCommand({
  name: 'resume',
  summary: 'Go on with a paused rollout; failures so far are forgiven',
  exampleReason: 'it was the network',
  route: operatorRoutes.resumeRollout,
});

export const abortCommand = changeCommand({
  name: 'abort',
  summary: 'End a rollout here: agents that run the release keep it, no other gets it',
  exampleReason: 'wrong release',
  route: operatorRoutes.abortRollout,
  consequence: ({ counts }) =>
    `${formatCount(counts.applied, 'agent')} keep the release, ${formatCount(counts.targeted - counts.applied, 'agent')} will not get it.`,
});

export const rollbackCommand = changeCommand({
  name: 'rollback',
  summary: 'End a rollout and go back: agents that were told run the earlier release again',
  exampleReason: 'accuracy dropped',
  route: operatorRoutes.rollbackRollout,
  consequence: ({ counts }) =>
    `${formatCount(counts.applied + counts.inProgress, 'agent')} go back to the earlier release.`,
});
