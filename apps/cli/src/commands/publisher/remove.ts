import { operatorRoutes } from '@tensorguard/contract';
import { defineCommand } from '../../command/command-spec.ts';

export const publisherRemoveCommand = defineCommand({
  name: 'remove',
  summary: 'Trust the packages of a publisher no longer',
  examples: ['tensorguard publisher remove pub_01hzy3v9g8e7s6r5q4p3n2m1k0'],
  prints: 'data',
  api: true,
  destructive: true,
  args: { publisherId: { help: 'Id of the publisher' } },
  async run({ api, args, output, confirm }) {
    const session = await api();
    const { publisherId } = args;
    await confirm({
      question: `Remove publisher ${publisherId}?`,
      consequence: 'Its packages are refused from now on.',
    });
    await session.call(operatorRoutes.removePublisher, { params: { publisherId } });
    output.result({ removed: publisherId }, () => `Removed ${publisherId}`);
  },
});
