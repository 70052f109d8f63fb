import { operatorRoutes } from '@tensorguard/contract';
import { defineCommand } from '../../command/command-spec.ts';

export const tokenRevokeCommand = defineCommand({
  name: 'revoke',
  summary: 'Revoke an API token',
  examples: ['tensorguard token revoke pat_01hzy3v9g8e7s6r5q4p3n2m1k0'],
  prints: 'data',
  api: true,
  destructive: true,
  args: { tokenId: { help: 'Id of the token' } },
  async run({ api, args, output, confirm }) {
    const session = await api();
    await confirm({
      question: `Revoke API token ${args.tokenId}?`,
      consequence: 'Every program that uses it is refused from now on.',
    });
    await session.call(operatorRoutes.revokeApiToken, { params: { apiTokenId: args.tokenId } });
    output.result({ revoked: args.tokenId }, () => `Revoked ${args.tokenId}`);
  },
});
