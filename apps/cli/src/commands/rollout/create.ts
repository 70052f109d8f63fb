import { operatorRoutes } from '@tensorguard/contract';
import { fleetIdOf, releaseIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { choice, flag, list, listOf, number, requiredText } from '../../command/option.ts';
import { labelsOf, parseLabel } from '../../input/labels.ts';
import { describeRollout } from './rollout-details.ts';
import { parseStage } from './stage.ts';
import { DEFAULT_WATCH_SECONDS, watchRollout } from './watch.ts';

const count = { min: 0, integer: true } as const;

export const rolloutCreateCommand = defineCommand({
  name: 'create',
  summary: 'Start a rollout of a release',
  details:
    'Stages open one after another, each when the gate of the one before passes. A stage is a share of the agents, counted ' +
    'from the start, or those with some labels; the last one is 100%. Without stages all agents are reached at once.',
  examples: [
    'tensorguard rollout create --release direction@latest --fleet "Line 3"',
    'tensorguard rollout create --release direction@4 --fleet "Line 3" --stage canary=true --stage 25% --stage 100% --soak-seconds 600 --on-failure rollback --watch',
  ],
  prints: 'data',
  api: true,
  options: {
    release: requiredText('release', 'Id, line@number or line@latest'),
    fleet: list('fleet', 'Fleet to reach, by id or name', { required: true }),
    stage: listOf('stage', 'Share such as 25%, or labels such as canary=true', parseStage),
    select: listOf('key=value', 'Only agents with this label', parseLabel),
    onFailure: choice(['pause', 'rollback'], 'What happens when a gate fails; pause when left out'),
    minAgents: number('n', 'Agents that must have reported before the gate judges', { min: 1, integer: true }),
    successShare: number('share', 'Share of the agents of a stage that must have applied, over 0 to 1', {
      min: 0,
      max: 1,
    }),
    maxFailures: number('n', 'Failures that are tolerated', count),
    maxFailureShare: number('share', 'Share of failures that is tolerated, 0 to 1', { min: 0, max: 1 }),
    maxLatencyMs: number('ms', 'Most milliseconds of a model run (95th percentile)', { min: 0 }),
    minTrust: number('score', 'Least mean trust of agents that applied', { min: 0, max: 100, integer: true }),
    soakSeconds: number('seconds', 'Time between enough successes and the next stage', count),
    stallSeconds: number('seconds', 'Pause when a stage does not get there in this time', count),
    maxConcurrentPerFleet: number('n', 'Agents of one fleet that may work on it at once', { min: 1, integer: true }),
    watch: flag('Follow it to its end'),
  },
  async run(context) {
    const { api, options, output } = context;
    const session = await api();
    const fleetIds = [];
    for (const fleet of options.fleet) fleetIds.push(await fleetIdOf(session, fleet));
    const { minAgents, successShare, maxFailures, maxFailureShare, maxLatencyMs, minTrust } = options;
    const { soakSeconds, stallSeconds, onFailure, maxConcurrentPerFleet } = options;
    const rollout = await session.call(operatorRoutes.createRollout, {
      body: {
        releaseId: await releaseIdOf(session, options.release),
        fleetIds,
        selector: labelsOf(options.select),
        stages: options.stage.length > 0 ? options.stage : undefined,
        gate: {
          minAgents,
          successShare,
          maxFailures,
          maxFailureShare,
          maxLatencyMs,
          minTrust,
          soakSeconds,
          stallSeconds,
        },
        onFailure,
        maxConcurrentPerFleet,
      },
    });
    if (options.watch) return watchRollout(context, session, rollout.id, DEFAULT_WATCH_SECONDS);
    output.result(rollout, () => describeRollout(rollout, output));
  },
});
