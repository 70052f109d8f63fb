import { operatorRoutes } from '@tensorguard/contract';
import { noteVerifier } from '@tensorguard/ledger';
import { defineCommand } from '../../command/command-spec.ts';
import { flag, text } from '../../command/option.ts';
import { formatCount } from '../../output/format.ts';
import { saveResponse } from '../../output/save-response.ts';

export const ledgerKeysCommand = defineCommand({
  name: 'keys',
  summary: 'Print or save the public keys that verify the log, one a line',
  details:
    'Fetch them once, over a way that you trust, and keep them: a bundle is judged by keys that did not come with it. ' +
    'The form is that of c2sp.org/signed-note.',
  examples: ['tensorguard ledger keys --out platform.vkeys'],
  prints: 'data',
  api: true,
  options: {
    out: text('file', 'File to write instead of standard output', { completes: 'file' }),
    force: flag('Replace an existing file'),
  },
  async run({ api, options, output, path }) {
    const session = await api();
    const { origin, verifierKeys } = await session.call(operatorRoutes.getLedgerKeys, {});
    // What is kept as trusted must at least be keys.
    for (const key of verifierKeys) noteVerifier(key);
    const lines = verifierKeys.map((key) => `${key}\n`).join('');
    if (options.out === undefined) {
      output.result({ origin, verifierKeys }, () => lines);
      return;
    }
    const saved = await saveResponse(new Response(lines), { path: path(options.out), overwrite: options.force });
    output.result(
      { origin, verifierKeys, file: saved.path },
      () => `${formatCount(verifierKeys.length, 'key')} of ${origin} in ${saved.path}`,
    );
  },
});
