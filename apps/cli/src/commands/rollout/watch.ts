import { operatorRoutes, type Rollout } from '@tensorguard/contract';
import type { ApiSession } from '../../api/api-session.ts';
import type { CommandContext } from '../../command/command-context.ts';
import { CliError } from '../../errors.ts';
import { exitReasonOf } from '../../exit-codes.ts';
import { oneLine } from '../../output/style.ts';
import { describeRollout, rolloutLine } from './rollout-details.ts';

/** Seconds between two looks at a rollout. */
export const DEFAULT_WATCH_SECONDS = 2;
/** Looks in a row that may fail before the watch gives up: a platform may restart meanwhile. */
const MAX_FAILED_LOOKS = 10;
const MS_PER_SECOND = 1000;
const FINAL_STATES: ReadonlySet<Rollout['state']> = new Set(['completed', 'aborted', 'rolled_back']);

/**
 * Follows a rollout to its end: a page that is drawn anew on a terminal, a line or a JSON document for each change elsewhere.
 *
 * @throws CliError `rollout_not_completed` when it ends in another way; ApiError
 */
export async function watchRollout(
  { io, output }: Pick<CommandContext, 'io' | 'output'>,
  api: ApiSession,
  rolloutId: string,
  seconds: number,
): Promise<void> {
  const stopped = new AbortController();
  void io.interrupted().then(() => stopped.abort());
  const draw = painter({ io, output });
  let failedLooks = 0;
  while (!stopped.signal.aborted) {
    const rollout = await look(api, rolloutId).catch((error: unknown) => {
      if (exitReasonOf(error) !== 'unreachable' || ++failedLooks >= MAX_FAILED_LOOKS) throw error;
      output.remark('no answer, trying again');
      return undefined;
    });
    if (rollout) {
      failedLooks = 0;
      draw(rollout);
      if (FINAL_STATES.has(rollout.state)) return requireCompleted(rollout);
    }
    await io.clock.sleep(seconds * MS_PER_SECOND, stopped.signal).catch(() => undefined);
  }
}

function look(api: ApiSession, rolloutId: string): Promise<Rollout> {
  return api.call(operatorRoutes.getRollout, { params: { rolloutId } });
}

function requireCompleted({ state, stateReason }: Rollout): void {
  if (state === 'completed') return;
  throw new CliError('rollout_not_completed', `the rollout ended as ${state}${stateReason ? `: ${stateReason}` : ''}`);
}

function painter({ io, output }: Pick<CommandContext, 'io' | 'output'>): (rollout: Rollout) => void {
  let last = '';
  let drawnLines = 0;
  return (rollout) => {
    const text = output.json ? JSON.stringify(rollout) : describeRollout(rollout, output);
    const told = output.json ? text : rolloutLine(rollout);
    if (io.stdout.isTTY && !output.json) {
      if (drawnLines > 0) io.stdout.write(`\u001B[${drawnLines}A\u001B[J`);
      io.stdout.write(`${text}\n`);
      drawnLines = text.split('\n').length;
    } else if (told !== last) {
      io.stdout.write(`${output.json ? told : oneLine(told)}\n`);
    }
    last = told;
  };
}
