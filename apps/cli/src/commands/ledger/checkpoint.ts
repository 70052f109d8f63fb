import { operatorRoutes } from '@tensorguard/contract';
import { isoTime } from '@tensorguard/core';
import { checkpointTime, openCheckpoint } from '@tensorguard/ledger';
import { defineCommand } from '../../command/command-spec.ts';
import { keyOptions, logTrust } from './trusted-keys.ts';

export const ledgerCheckpointCommand = defineCommand({
  name: 'checkpoint',
  summary: 'Print the newest signed checkpoint, after its signatures were verified here',
  details: 'Keep it: `tensorguard ledger verify --known-checkpoint` proves later that nothing before it was changed.',
  examples: ['tensorguard ledger checkpoint > checkpoint.txt'],
  prints: 'data',
  api: true,
  options: keyOptions,
  async run({ api, options, output, path }) {
    const session = await api();
    const { verifiers, pinned } = await logTrust(session, options, path);
    const note = await (await session.raw(operatorRoutes.getCheckpoint, {})).text();
    const checkpoint = openCheckpoint(note, verifiers);
    const { origin, size, root, signatures } = checkpoint;
    const time = checkpointTime(checkpoint);
    output.result(
      {
        origin,
        size,
        root: root.toString('base64'),
        time: time === null ? null : isoTime(time),
        signatures,
        pinned,
        note,
      },
      () => note,
    );
  },
});
