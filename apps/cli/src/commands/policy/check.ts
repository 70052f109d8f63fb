import { defineCommand } from '../../command/command-spec.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import { formatCount } from '../../output/format.ts';
import { errorFacts, errorText, type PolicyErrorFacts } from './describe-error.ts';
import { readPolicyFiles } from './policy-files.ts';

export const policyCheckCommand = defineCommand({
  name: 'check',
  summary: 'Parse and compile policies',
  details: 'Names each error with file, line and column and ends with exit code 1 when there is one.',
  examples: ['tensorguard policy check policies'],
  prints: 'data',
  args: { paths: { help: 'Files (.rego) or folders of policies', completes: 'file', variadic: true } },
  async run({ args, io, output, path }) {
    const { compile, RegoError } = await import('@tensorguard/rego');
    const { modules, data } = await readPolicyFiles(args.paths.map(path), io.cwd);
    const errors: PolicyErrorFacts[] = [];
    const attempt = (some: typeof modules): void => {
      try {
        compile({ modules: some, data });
      } catch (error) {
        if (!(error instanceof RegoError)) throw error;
        errors.push(errorFacts(error));
      }
    };
    attempt(modules);
    if (errors[0]?.code === 'rego_parse_error') {
      // The compiler stops at the first file that does not parse; each is a matter of its own.
      errors.length = 0;
      for (const module of modules) attempt([module]);
      const parsing = errors.filter(({ code }) => code === 'rego_parse_error');
      errors.splice(0, errors.length, ...parsing);
    }
    output.result({ ok: errors.length === 0, files: modules.length, errors }, () =>
      errors.length === 0
        ? output.style('good', `${formatCount(modules.length, 'file')} without errors`)
        : errors.map(errorText).join('\n'),
    );
    return errors.length === 0 ? EXIT_CODES.ok.code : EXIT_CODES.failure.code;
  },
});
