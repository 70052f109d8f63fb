import { operatorRoutes } from '@tensorguard/contract';
import { fleetIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { fleetDetails } from './fleet-details.ts';

export const fleetShowCommand = defineCommand({
  name: 'show',
  summary: 'Show one fleet',
  examples: ['tensorguard fleet show "Line 3"'],
  prints: 'data',
  api: true,
  args: { fleet: { help: 'Id or name' } },
  async run({ api, args, output }) {
    const session = await api();
    const fleetId = await fleetIdOf(session, args.fleet);
    const fleet = await session.call(operatorRoutes.getFleet, { params: { fleetId } });
    output.details(fleet, () => fleetDetails(fleet));
  },
});
