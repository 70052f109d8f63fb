import { MAX_API_TOKEN_DAYS, operatorRoutes, PERMISSIONS, ROLE_PERMISSIONS, ROLES } from '@tensorguard/contract';
import { defineCommand } from '../../command/command-spec.ts';
import { choice, list, number } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { formatTime } from '../../output/format.ts';

export const tokenCreateCommand = defineCommand({
  name: 'create',
  summary: 'Make an API token; its secret is shown once',
  details: `A token may do a part of what you may do. Permissions: ${PERMISSIONS.join(', ')}.`,
  examples: [
    'tensorguard token create ci --permission releases:write --permission releases:read --expires-days 30',
    'tensorguard token create dashboard --role viewer',
  ],
  prints: 'data',
  api: true,
  args: { name: { help: 'What the token is for' } },
  options: {
    permission: list('permission', 'A thing that the token may do'),
    role: choice(ROLES, 'Everything that a role may do'),
    expiresDays: number('days', `Life of the token, at most ${MAX_API_TOKEN_DAYS} days; 90 when left out`, {
      min: 1,
      max: MAX_API_TOKEN_DAYS,
      integer: true,
    }),
  },
  async run({ api, args, options, output }) {
    const wanted = new Set<string>([...options.permission, ...(options.role ? ROLE_PERMISSIONS[options.role] : [])]);
    const permissions = PERMISSIONS.filter((permission) => wanted.delete(permission));
    if (wanted.size > 0) throw new CliError('input_invalid', `there is no permission ${[...wanted].join(', ')}`);
    if (permissions.length === 0) throw new CliError('input_invalid', 'say what it may do: --permission or --role');
    const made = await (
      await api()
    ).call(operatorRoutes.createApiToken, {
      body: { name: args.name, permissions, expiresInDays: options.expiresDays },
    });
    const { apiToken, secret } = made;
    output.result(made, () => secret);
    if (!output.json)
      output.remark(`${apiToken.id}, good until ${formatTime(apiToken.expiresAt)}. It is not shown again`);
  },
});
