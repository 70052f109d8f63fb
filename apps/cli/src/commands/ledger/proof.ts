import { writeFile } from 'node:fs/promises';
import { operatorRoutes } from '@tensorguard/contract';
import { verifyTlogProof } from '@tensorguard/ledger';
import { defineCommand } from '../../command/command-spec.ts';
import { text } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { parseSeq, seqArgument } from './seq.ts';
import { keyOptions, logTrust } from './trusted-keys.ts';
import { fetchVerifiedEntry } from './verified-entry.ts';

export const ledgerProofCommand = defineCommand({
  name: 'proof',
  summary: 'Print the inclusion proof of an entry as a c2sp.org/tlog-proof file',
  details: 'The proof is verified here against the entry before it is printed.',
  examples: ['tensorguard ledger proof 42 --out entry-42.tlog-proof'],
  prints: 'document',
  api: true,
  args: { seq: seqArgument },
  options: { out: text('file', 'Write it to a new file', { completes: 'file' }), ...keyOptions },
  async run({ api, args, options, output, path }) {
    const seq = parseSeq(args.seq);
    const session = await api();
    const { verifiers } = await logTrust(session, options, path);
    const entry = await fetchVerifiedEntry(session, seq, verifiers);
    const file = await (await session.raw(operatorRoutes.getLedgerEntryProofFile, { params: { seq } })).text();
    const leafHash = Buffer.from(entry.proof.leafHash, 'base64');
    const { index } = verifyTlogProof(file, { leafHash, origin: entry.checkpoint.origin, verifiers });
    if (index !== seq) throw new CliError('proof_rejected', `the proof is for entry ${index}, not ${seq}`);
    if (options.out === undefined) return output.document(file);
    const target = path(options.out);
    await writeFile(target, file, { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') throw new CliError('file_exists', `${target} exists already`);
      throw new CliError('output_failed', `cannot write ${target}`, { cause });
    });
    output.remark(`Written to ${target}`);
  },
});
