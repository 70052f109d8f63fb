import { operatorRoutes, type RouteOutput } from '@tensorguard/contract';
import type { ApiSession } from '../../api/api-session.ts';
import { fetchRows } from '../../api/paging.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { text } from '../../command/option.ts';
import { CliError } from '../../errors.ts';
import { formatTime } from '../../output/format.ts';

export const signInLinkCommand = defineCommand({
  name: 'sign-in-link',
  summary: 'Make a one-time link that signs a person in on the console',
  details: 'Whoever opens the link first is signed in as that user: hand it over as you would a password.',
  examples: ['tensorguard sign-in-link', 'tensorguard sign-in-link --user ada@acme.example'],
  prints: 'data',
  api: true,
  options: { user: text('user', 'Id or e-mail address; yourself when left out') },
  async run({ api, options, output }) {
    const session = await api();
    const userId =
      options.user === undefined
        ? (await session.call(operatorRoutes.getSession, {})).user.id
        : await userIdOf(session, options.user);
    const link = await session.call(operatorRoutes.createSignInLink, { body: { userId } });
    output.result({ ...link, userId }, () => link.url);
    if (!output.json) output.remark(`Good for one sign-in, until ${formatTime(link.expiresAt)}`);
  },
});

type User = RouteOutput<typeof operatorRoutes.listUsers>['items'][number];

async function userIdOf(api: ApiSession, given: string): Promise<string> {
  if (!given.includes('@')) return given;
  const { items } = await fetchRows<User>((query) => api.call(operatorRoutes.listUsers, { query }), {
    all: true,
    limit: 0,
    cursor: undefined,
  });
  const user = items.find(({ email }) => email.toLowerCase() === given.toLowerCase());
  if (user) return user.id;
  throw new CliError('no_such_name', `there is no user with the address "${given}"`);
}
