import { defineCommand } from '../../command/command-spec.ts';
import { removeLogin } from '../../connection.ts';

export const logoutCommand = defineCommand({
  name: 'logout',
  summary: 'Forget the stored platform and token',
  details: 'The token itself stays valid: `tensorguard token revoke` ends it.',
  examples: ['tensorguard logout'],
  prints: 'data',
  async run({ io, output }) {
    const removed = await removeLogin(io.env);
    output.result({ removed }, () => (removed ? 'The login is forgotten' : 'There was no login'));
  },
});
