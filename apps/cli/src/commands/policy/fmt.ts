import { realpath, stat } from 'node:fs/promises';
import { writeFileAtomic } from '@tensorguard/core';
import { defineCommand } from '../../command/command-spec.ts';
import { flag } from '../../command/option.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import { formatCount } from '../../output/format.ts';
import { errorFacts, errorText, type PolicyErrorFacts } from './describe-error.ts';
import { readPolicyFiles } from './policy-files.ts';

const MODE_BITS = 0o777;

export const policyFmtCommand = defineCommand({
  name: 'fmt',
  summary: 'Write policies in the usual form',
  details:
    'Changes layout alone: tabs, order of imports, empty lines; comments stay. Files with errors are left as they are, and end the ' +
    'command with exit code 1. With --check no file is changed, and one that would be ends it with exit code 1.',
  examples: ['tensorguard policy fmt policies', 'tensorguard policy fmt policies --check'],
  prints: 'data',
  args: { paths: { help: 'Files (.rego) or folders of policies', completes: 'file', variadic: true } },
  options: { check: flag('Only say which files would change') },
  async run({ args, io, options, output, path }) {
    const { RegoError } = await import('@tensorguard/rego');
    const { formatModule } = await import('@tensorguard/rego/format');
    const { modules } = await readPolicyFiles(args.paths.map(path), io.cwd);
    const changed: string[] = [];
    const errors: PolicyErrorFacts[] = [];
    for (const { file, text } of modules) {
      try {
        const formatted = formatModule(text, { file });
        if (formatted === text) continue;
        if (!options.check) await rewrite(path(file), formatted);
        changed.push(file);
      } catch (error) {
        if (!(error instanceof RegoError)) throw error;
        errors.push(errorFacts(error));
      }
    }
    output.result({ files: modules.length, changed, errors }, () => {
      const lines = [...changed, ...errors.map(errorText)];
      const verb = options.check ? 'would change' : 'changed';
      return [...lines, `${formatCount(modules.length, 'file')}, ${changed.length} ${verb}`].join('\n');
    });
    const isFine = errors.length === 0 && (!options.check || changed.length === 0);
    return isFine ? EXIT_CODES.ok.code : EXIT_CODES.failure.code;
  },
});

/** Replaces a file, or what a link leads to, at once and with the rights that it had. */
async function rewrite(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  await writeFileAtomic(target, text, (await stat(target)).mode & MODE_BITS);
}
