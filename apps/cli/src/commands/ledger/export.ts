import { createReadStream } from 'node:fs';
import { operatorRoutes } from '@tensorguard/contract';
import { parseCheckpoint, readBundleHeader } from '@tensorguard/ledger';
import { defineCommand } from '../../command/command-spec.ts';
import { flag } from '../../command/option.ts';
import { formatBytes, formatCount } from '../../output/format.ts';
import { saveResponse } from '../../output/save-response.ts';

export const ledgerExportCommand = defineCommand({
  name: 'export',
  summary: 'Save everything that an auditor needs to verify the log offline',
  details: 'Entries of other tenants are in it as hashes only. Check it with `tensorguard ledger verify`.',
  examples: ['tensorguard ledger export audit.tgbundle'],
  prints: 'data',
  api: true,
  args: { file: { help: 'File to write', completes: 'file' } },
  options: { force: flag('Replace an existing file') },
  async run({ api, args, options, output, path }) {
    const session = await api();
    const response = await session.raw(operatorRoutes.exportLedger, {});
    let entries = 0;
    const saved = await saveResponse(response, {
      path: path(args.file),
      overwrite: options.force,
      async check({ path: file }) {
        const { checkpoint } = await readBundleHeader(createReadStream(file));
        entries = parseCheckpoint(checkpoint).size;
      },
    });
    output.result(
      { file: saved.path, bytes: saved.bytes, entries },
      () => `${formatCount(entries, 'entry', 'entries')}, ${formatBytes(saved.bytes)} in ${saved.path}`,
    );
    if (!output.json) output.remark('Nothing is verified yet: tensorguard ledger verify');
  },
});
