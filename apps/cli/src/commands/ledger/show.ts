import { parseEntry } from '@tensorguard/ledger';
import { defineCommand } from '../../command/command-spec.ts';
import { formatDetails } from '../../output/details.ts';
import { formatTime } from '../../output/format.ts';
import { oneLine } from '../../output/style.ts';
import { parseSeq, seqArgument } from './seq.ts';
import { keyOptions, logTrust, UNPINNED_REMARK } from './trusted-keys.ts';
import { fetchVerifiedEntry } from './verified-entry.ts';

export const ledgerShowCommand = defineCommand({
  name: 'show',
  summary: 'Show one entry and prove here that it is in the log',
  examples: ['tensorguard ledger show 42'],
  prints: 'data',
  api: true,
  args: { seq: seqArgument },
  options: keyOptions,
  async run({ api, args, options, output, path }) {
    const seq = parseSeq(args.seq);
    const session = await api();
    const { verifiers, pinned } = await logTrust(session, options, path);
    const { proof, checkpoint } = await fetchVerifiedEntry(session, seq, verifiers);
    const { entry } = proof;
    output.result(
      { ...proof, verified: { treeSize: checkpoint.size, signatures: checkpoint.signatures, pinned } },
      () =>
        [
          formatDetails(
            [
              ['Entry', entry.seq],
              ['Time', formatTime(entry.time)],
              ['Event', `${entry.title} (${entry.type})`],
              ['By', `${entry.actorName ?? entry.actor.id} (${entry.actor.kind} ${entry.actor.id})`],
              ['Subject', `${entry.subjectName ?? entry.subject.id} (${entry.subject.kind} ${entry.subject.id})`],
              ['Proof', `included in the signed tree of ${checkpoint.size} entries`],
              ['Signed by', checkpoint.signatures.map(({ name, algorithm }) => `${name} (${algorithm})`).join(', ')],
            ],
            output.style,
          ),
          '',
          ...JSON.stringify(parseEntry(Buffer.from(proof.raw)).data, undefined, 2)
            .split('\n')
            .map(oneLine),
        ].join('\n'),
    );
    if (!pinned && !output.json) output.remark(UNPINNED_REMARK);
  },
});
