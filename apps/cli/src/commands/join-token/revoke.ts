import { operatorRoutes } from '@tensorguard/contract';
import { defineCommand } from '../../command/command-spec.ts';

export const joinTokenRevokeCommand = defineCommand({
  name: 'revoke',
  summary: 'Revoke a join token; agents that joined with it stay',
  examples: ['tensorguard join-token revoke jtk_01hzy3v9g8e7s6r5q4p3n2m1k0'],
  prints: 'data',
  api: true,
  destructive: true,
  args: { tokenId: { help: 'Id of the token' } },
  async run({ api, args, output, confirm }) {
    const session = await api();
    await confirm({
      question: `Revoke join token ${args.tokenId}?`,
      consequence: 'No agent can enrol with it any more.',
    });
    await session.call(operatorRoutes.revokeJoinToken, { params: { joinTokenId: args.tokenId } });
    output.result({ revoked: args.tokenId }, () => `Revoked ${args.tokenId}`);
  },
});
