import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { readBundleHeader, verifyBundle, type RejectedLog, type VerifiedLog } from '@tensorguard/ledger';
import { defineCommand } from '../../command/command-spec.ts';
import { text } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import { formatDetails } from '../../output/details.ts';
import { formatCount, formatTime } from '../../output/format.ts';
import type { Output } from '../../output/output.ts';
import { givenKeys, keyOptions } from './trusted-keys.ts';

const READ_BYTES = 1024 * 1024;
const MAX_CHECKPOINT_BYTES = 1024 * 1024;
const BUNDLE_START = '{';

export const ledgerVerifyCommand = defineCommand({
  name: 'verify',
  summary: 'Verify an exported log offline: signatures, every entry, chain and tree',
  details:
    'Says what was verified, or names the first bad entry and the kind of tampering with exit code 3. The keys must come ' +
    'from somewhere other than the bundle. A checkpoint or bundle that you kept earlier proves that nothing before it was rewritten.',
  examples: [
    'tensorguard ledger verify audit.tgbundle --keys platform.vkeys',
    'tensorguard ledger verify audit.tgbundle --keys platform.vkeys --known-checkpoint last-year.checkpoint',
  ],
  prints: 'data',
  args: { bundle: { help: 'The exported bundle', completes: 'file' } },
  options: {
    ...keyOptions,
    knownCheckpoint: text('file', 'Checkpoint or bundle that you kept', { completes: 'file' }),
  },
  async run({ args, options, output, path, progress }) {
    const trustedKeys = await givenKeys(options, path);
    if (trustedKeys.length === 0) {
      throw new CliError('input_invalid', 'say which keys are trusted: --key or --keys');
    }
    const known = options.knownCheckpoint;
    const knownCheckpoint = known === undefined ? undefined : await readCheckpoint(path(known));
    const file = path(args.bundle);
    const size = await sizeOf(file);
    const bar = progress('Verifying');
    const report = await verifyBundle(createReadStream(file, { highWaterMark: READ_BYTES }), {
      trustedKeys,
      ...(knownCheckpoint === undefined ? {} : { knownCheckpoint }),
      onProgress: ({ bytes }) => bar.update(bytes, size),
    }).finally(() => bar.end());
    output.result(report, () => (report.ok ? describeVerified(report, output) : describeRejected(report, output)));
    return report.ok ? EXIT_CODES.ok.code : EXIT_CODES.verification.code;
  },
});

function describeVerified(report: VerifiedLog, { style }: Output): string {
  const { checkpoint, entries, history, known } = report;
  const types = Object.entries(entries.byType).map(([type, count]) => `  ${type}  ${count}`);
  return [
    style('good', `Verified: ${formatCount(entries.total, 'entry', 'entries')}, none missing, changed or out of order`),
    formatDetails(
      [
        ['Log', report.origin],
        ['Signed', formatTime(checkpoint.time)],
        ['Signed by', checkpoint.signatures.map(({ name, algorithm }) => `${name} (${algorithm})`).join(', ')],
        ['Root', checkpoint.root],
        ['Entries', `${entries.disclosed} readable, ${entries.withheld} of others as hashes`],
        ['From', formatTime(entries.firstTime)],
        ['To', formatTime(entries.lastTime)],
        ['Earlier checkpoints', `${history.length}, all consistent`],
        [
          'Your checkpoint',
          known === null ? 'none was given' : `${known.size} entries, still the beginning of this log`,
        ],
      ],
      style,
    ),
    ...(types.length > 0 ? ['', ...types] : []),
  ].join('\n');
}

function describeRejected({ finding, provenSize }: RejectedLog, { style }: Output): string {
  const { kind, seq, range, line, evidence, message } = finding;
  const place = seq !== null ? `entry ${seq}` : range !== null ? `entries ${range.from} to ${range.to - 1}` : null;
  return [
    `${style('bad', `REJECTED: ${kind}`)}${place === null ? '' : ` at ${place}`}`,
    message,
    formatDetails(
      [
        ['Line of the file', line],
        ['Known by', evidence],
        ['Still proven', `${formatCount(provenSize, 'entry', 'entries')} from the start`],
      ],
      style,
    ),
  ].join('\n');
}

/** The note of a checkpoint file, or of the checkpoint in a bundle. */
async function readCheckpoint(path: string): Promise<string> {
  const file = await open(path, 'r').catch(unreadable(path));
  try {
    const start = Buffer.alloc(MAX_CHECKPOINT_BYTES);
    const { bytesRead } = await file.read(start, 0, start.byteLength, 0);
    const beginning = start.toString('utf8', 0, bytesRead);
    if (!beginning.startsWith(BUNDLE_START)) return beginning;
  } finally {
    await file.close();
  }
  return (await readBundleHeader(createReadStream(path))).checkpoint;
}

async function sizeOf(path: string): Promise<number> {
  const file = await open(path, 'r').catch(unreadable(path));
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new CliError('file_unreadable', `cannot read ${path}`, { cause });
  };
}
