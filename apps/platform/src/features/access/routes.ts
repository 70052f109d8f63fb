import { operatorRoutes } from '@tensorguard/contract';
import { bind, JsonAnswer, RawAnswer, type Binding } from '../../http/binding.ts';
import { operatorOf } from '../../http/context.ts';
import type { Access } from './service.ts';
import { sessionCookie } from './session-cookie.ts';

/** Routes of sessions, users, API tokens and tenants. */
export function accessRoutes(access: Access, options: { secureCookies: boolean }): Binding[] {
  return [
    bind(operatorRoutes.openSession, async ({ body }) => {
      const { secret, session } = await access.sessions.open(body.token);
      return new JsonAnswer(session, { 'set-cookie': sessionCookie.issue(secret, options.secureCookies) });
    }),
    bind(operatorRoutes.getSession, (_, context) => access.sessions.describe(operatorOf(context))),
    bind(operatorRoutes.closeSession, async (_, context) => {
      await access.sessions.close(operatorOf(context));
      return new RawAnswer(null, {
        status: 204,
        headers: { 'set-cookie': sessionCookie.clear(options.secureCookies) },
      });
    }),
    bind(operatorRoutes.createSignInLink, ({ body }, context) =>
      access.createSignInLink(operatorOf(context), body.userId),
    ),
    bind(operatorRoutes.listUsers, ({ query }, context) => access.listUsers(operatorOf(context), query)),
    bind(operatorRoutes.listApiTokens, ({ query }, context) => access.listApiTokens(operatorOf(context), query)),
    bind(operatorRoutes.createApiToken, ({ body }, context) => access.createApiToken(operatorOf(context), body)),
    bind(operatorRoutes.revokeApiToken, async ({ params }, context) => {
      await access.revokeApiToken(operatorOf(context), params.apiTokenId);
      return undefined;
    }),
    bind(operatorRoutes.listTenants, ({ query }) => access.listTenants(query)),
    bind(operatorRoutes.createTenant, ({ body }, context) => access.createTenant(operatorOf(context), body)),
  ];
}
