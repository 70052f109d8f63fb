import { defineCommand } from '../command/command-spec.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { loadPlatform, platformOptions } from './platform/settings.ts';

export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'List the settings that a platform refuses in production, each with the remedy',
  details: 'Exit code 1 when there is any. Looks at the same settings as `tensorguard platform start`.',
  examples: ['TG_ENVIRONMENT=production tensorguard doctor --config /etc/tensorguard/platform.json'],
  prints: 'data',
  options: platformOptions,
  async run(context) {
    const { output } = context;
    const { platform, settings } = await loadPlatform(context, context.options);
    const violations = platform.productionViolations(settings);
    output.result({ ready: violations.length === 0, violations }, () =>
      violations.length === 0
        ? output.style('good', 'Ready for production')
        : output.drawTable(violations, [
            { title: 'SETTING', value: ({ setting }) => setting },
            { title: 'PROBLEM', value: ({ problem }) => problem },
            { title: 'REMEDY', value: ({ remedy }) => remedy },
          ]),
    );
    return violations.length === 0 ? EXIT_CODES.ok.code : EXIT_CODES.failure.code;
  },
});
