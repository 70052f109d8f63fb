import { operatorRoutes } from '@tensorguard/contract';
import { defineCommand } from '../../command/command-spec.ts';
import { text } from '../../command/option.ts';
import { fleetDetails } from './fleet-details.ts';

export const fleetCreateCommand = defineCommand({
  name: 'create',
  summary: 'Make a fleet',
  examples: ['tensorguard fleet create "Line 3" --environment production --region eu-central'],
  prints: 'data',
  api: true,
  args: { name: { help: 'Name of the fleet' } },
  options: {
    environment: text('name', 'Environment; production when left out'),
    region: text('name', 'Region; default when left out'),
  },
  async run({ api, args, options, output }) {
    const { environment, region } = options;
    const fleet = await (
      await api()
    ).call(operatorRoutes.createFleet, { body: { name: args.name, environment, region } });
    output.details(fleet, () => fleetDetails(fleet));
  },
});
