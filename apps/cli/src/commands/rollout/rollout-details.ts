import type { Rollout, RolloutState } from '@tensorguard/contract';
import { formatDetails, type Detail } from '../../output/details.ts';
import { formatLabels, formatShare, formatTime, orAbsent } from '../../output/format.ts';
import type { Output } from '../../output/output.ts';
import type { Look } from '../../output/style.ts';
import { formatReach } from './stage.ts';

/** Look of each state of a rollout. */
export const STATE_LOOKS: Readonly<Record<RolloutState, Look>> = {
  running: 'good',
  paused: 'warning',
  completed: 'good',
  aborted: 'bad',
  rolled_back: 'bad',
};

/** A rollout in full, for people. */
export function describeRollout(rollout: Rollout, output: Output): string {
  const { counts, release, timeToApplied, stuck } = rollout;
  const details: Detail[] = [
    ['Rollout', rollout.id],
    ['Release', `${rollout.line}@${release.number} (${release.version})`],
    ['State', rollout.state + (rollout.stateReason === null ? '' : `: ${rollout.stateReason}`)],
    ['Fleets', rollout.fleets.map(({ name }) => name).join(', ')],
    ['Only with', formatLabels(rollout.selector)],
    ['Applied', `${counts.applied} of ${counts.targeted} agents (${formatShare(counts.applied, counts.targeted)})`],
    ['Under way', `${counts.inProgress}, failed ${counts.failed}`],
    ['On failure', rollout.onFailure],
    ['Time to applied', timeTo(timeToApplied)],
    ['Started', `${formatTime(rollout.createdAt)} by ${rollout.createdBy}`],
    ['Finished', formatTime(rollout.finishedAt)],
  ];
  const stages = output.drawTable(rollout.stages, [
    { title: 'STAGE', value: ({ index }) => String(index + 1), align: 'right' },
    { title: 'REACHES', value: formatReach },
    { title: 'GATE', value: ({ gate }) => orAbsent(gate?.verdict) },
    { title: 'ELIGIBLE', value: ({ counts: of }) => String(of.eligible), align: 'right' },
    { title: 'APPLIED', value: ({ counts: of }) => String(of.applied), align: 'right' },
    {
      title: 'FAILED',
      value: ({ counts: of }) => String(of.failed),
      look: ({ counts: of }) => (of.failed > 0 ? 'bad' : undefined),
      align: 'right',
    },
    { title: 'OPENED', value: ({ startedAt }) => formatTime(startedAt) },
    { title: 'PASSED', value: ({ finishedAt }) => formatTime(finishedAt) },
    { title: 'WHY', value: ({ gate }) => orAbsent(gate?.reasons.join('; ')) },
  ]);
  const parts = [formatDetails(details, output.style), stages];
  if (stuck.length > 0) {
    parts.push(
      output.drawTable(stuck, [
        { title: 'STUCK AGENT', value: ({ name }) => name },
        { title: 'STATE', value: ({ state }) => state },
        { title: 'CODE', value: ({ code }) => orAbsent(code) },
        { title: 'MESSAGE', value: ({ message }) => orAbsent(message) },
      ]),
    );
  }
  return parts.join('\n\n');
}

function timeTo({ p50Seconds, p99Seconds, p100Seconds }: Rollout['timeToApplied']): string {
  const seconds = (value: number | null): string => (value === null ? '–' : `${value.toFixed(1)} s`);
  return `half ${seconds(p50Seconds)}, 99 % ${seconds(p99Seconds)}, all ${seconds(p100Seconds)}`;
}

/** A rollout on one line, for a log that follows it. */
export function rolloutLine(rollout: Rollout): string {
  const { counts, currentStage, stageCount, state, stages } = rollout;
  const gate = stages[currentStage]?.gate;
  const why = rollout.stateReason ?? gate?.reasons.join('; ');
  const parts = [
    `${state}, stage ${currentStage + 1} of ${stageCount}`,
    `${counts.applied} of ${counts.targeted} applied`,
    `${counts.inProgress} under way`,
    `${counts.failed} failed`,
    ...(gate ? [`gate ${gate.verdict}`] : []),
    ...(why ? [why] : []),
  ];
  return parts.join(', ');
}
