import { operatorRoutes } from '@tensorguard/contract';
import { defineCommand } from '../../command/command-spec.ts';
import { formatTime } from '../../output/format.ts';

export const whoamiCommand = defineCommand({
  name: 'whoami',
  summary: 'Show who the commands run as, and where',
  examples: ['tensorguard whoami'],
  prints: 'data',
  api: true,
  async run({ api, output }) {
    const session = await api();
    const who = await session.call(operatorRoutes.getSession, {});
    const { url, source } = session.connection;
    output.details({ ...who, platform: { url, source } }, () => [
      ['User', `${who.user.name} <${who.user.email}>`],
      ['Role', who.user.role],
      ['Tenant', who.tenant.name],
      ['May', who.permissions.join(', ')],
      ['Until', formatTime(who.expiresAt)],
      ['Platform', url],
      ['Known from', source],
    ]);
  },
});
