import { defineCommand } from '../../command/command-spec.ts';
import { flag } from '../../command/option.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import { formatCount } from '../../output/format.ts';
import { errorFacts, errorText, type PolicyErrorFacts } from './describe-error.ts';
import { readPolicyFiles } from './policy-files.ts';

export const policyCheckCommand = defineCommand({
  name: 'check',
  summary: 'Parse and compile policies',
  details:
    'Names each error with file, line and column and ends with exit code 1 when there is one. With --strict, imports, variables and ' +
    'arguments that nothing uses are errors too.',
  examples: ['tensorguard policy check policies'],
  prints: 'data',
  args: { paths: { help: 'Files (.rego) or folders of policies', completes: 'file', variadic: true } },
  options: { strict: flag('Refuse imports, variables and arguments that nothing uses') },
  async run({ args, io, options, output, path }) {
    const { checkSyntax, compile, RegoError } = await import('@tensorguard/rego');
    const { modules, data } = await readPolicyFiles(args.paths.map(path), io.cwd);
    const errors: PolicyErrorFacts[] = modules.flatMap((module) => checkSyntax(module.text, module).map(errorFacts));
    if (errors.length === 0) {
      try {
        compile({ modules, data, strict: options.strict });
      } catch (error) {
        if (!(error instanceof RegoError)) throw error;
        errors.push(errorFacts(error));
      }
    }
    output.result({ ok: errors.length === 0, files: modules.length, errors }, () =>
      errors.length === 0
        ? output.style('good', `${formatCount(modules.length, 'file')} without errors`)
        : errors.map(errorText).join('\n'),
    );
    return errors.length === 0 ? EXIT_CODES.ok.code : EXIT_CODES.failure.code;
  },
});
