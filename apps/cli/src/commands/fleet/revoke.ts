import { operatorRoutes } from '@tensorguard/contract';
import { fleetIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { requiredText } from '../../command/option.ts';
import { formatCount } from '../../output/format.ts';

export const fleetRevokeCommand = defineCommand({
  name: 'revoke',
  summary: 'Kill switch: revoke every agent of a fleet',
  details: 'Revoked agents wipe their models and keys. There is no way back: they have to enrol again.',
  examples: ['tensorguard fleet revoke "Line 3" --reason "devices were stolen"'],
  prints: 'data',
  api: true,
  destructive: true,
  args: { fleet: { help: 'Id or name' } },
  options: { reason: requiredText('text', 'Why; shown in the ledger') },
  async run({ api, args, options, output, confirm }) {
    const session = await api();
    const fleetId = await fleetIdOf(session, args.fleet);
    const { name, agents } = await session.call(operatorRoutes.getFleet, { params: { fleetId } });
    await confirm({
      question: `Revoke the fleet "${name}"?`,
      consequence: `${formatCount(agents.total, 'live agent')} (${agents.online} online) will stop for good.`,
    });
    const { revoked } = await session.call(operatorRoutes.revokeFleet, {
      params: { fleetId },
      body: { reason: options.reason },
    });
    output.result({ fleetId, revoked }, () => `Revoked ${formatCount(revoked, 'agent')} of "${name}"`);
  },
});
