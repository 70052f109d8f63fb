import { operatorRoutes } from '@tensorguard/contract';
import { fleetIdOf } from '../../api/references.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { listOf, number, requiredText, text } from '../../command/option.ts';
import { labelsOf, parseLabel } from '../../input/labels.ts';
import { formatCount, formatTime } from '../../output/format.ts';

export const joinTokenCreateCommand = defineCommand({
  name: 'create',
  summary: 'Make a join token; its secret is shown once',
  details: 'Give the secret to `tensorguard agent start`. It also pins the root certificate of the platform.',
  examples: ['tensorguard join-token create --fleet "Line 3" --uses 20 --expires-seconds 86400 --label site=basel'],
  prints: 'data',
  api: true,
  options: {
    fleet: requiredText('fleet', 'Id or name of the fleet that agents join'),
    name: text('name', 'What the token is for'),
    uses: number('n', 'Enrolments that it allows; 1 when left out', { min: 1, integer: true }),
    expiresSeconds: number('seconds', 'Life of the token; an hour when left out', { min: 1, integer: true }),
    label: listOf('key=value', 'Label of agents that join with it', parseLabel),
  },
  async run({ api, options, output }) {
    const session = await api();
    const made = await session.call(operatorRoutes.createJoinToken, {
      body: {
        fleetId: await fleetIdOf(session, options.fleet),
        name: options.name,
        labels: labelsOf(options.label),
        maxUses: options.uses,
        expiresInSeconds: options.expiresSeconds,
      },
    });
    const { joinToken, secret, agentUrl } = made;
    output.result(made, () => secret);
    if (output.json) return;
    output.remark(
      `${joinToken.id}, ${formatCount(joinToken.maxUses, 'use')}, until ${formatTime(joinToken.expiresAt)}. Not shown again.`,
    );
    output.remark(`Agents enrol at ${agentUrl}`);
  },
});
