import { z } from 'zod';
import { PERMISSIONS, ROLES } from '../permissions.ts';
import { apiTokenId, displayName, pageOf, pageQuery, tenantId, timestamp, userId } from '../primitives.ts';
import { defineRoute } from '../route.ts';

const tag = 'Access';

export const permission = z.enum(PERMISSIONS).describe('A permission');
export const role = z.enum(ROLES).describe('Role of a user in its tenant');

export const sessionSchema = z
  .object({
    user: z
      .object({ id: userId, name: displayName, email: z.email().describe('E-mail address'), role })
      .describe('Who is signed in'),
    tenant: z.object({ id: tenantId, name: displayName }).describe('The tenant that the session works in'),
    permissions: z.array(permission).describe('What the session may do'),
    expiresAt: timestamp,
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;

export const apiTokenSchema = z
  .object({
    id: apiTokenId,
    name: displayName,
    permissions: z.array(permission).describe('What the token may do'),
    createdAt: timestamp,
    expiresAt: timestamp,
    lastUsedAt: timestamp.nullable().describe('When it was last used, to the minute'),
    revokedAt: timestamp.nullable().describe('When it was revoked'),
  })
  .meta({ id: 'ApiToken' });
export type ApiToken = z.infer<typeof apiTokenSchema>;

/** Longest life of an API token, days. */
export const MAX_API_TOKEN_DAYS = 366;

export const accessRoutes = {
  openSession: defineRoute({
    id: 'openSession',
    method: 'POST',
    path: '/v1/sessions',
    summary: 'Sign in with a one-time link',
    tag,
    access: 'public',
    body: z.strictObject({ token: z.string().min(20).max(200).describe('The secret part of the sign-in link') }),
    success: { status: 201, body: sessionSchema },
    errors: ['sign_in_refused', 'origin_refused'],
  }),
  getSession: defineRoute({
    id: 'getSession',
    method: 'GET',
    path: '/v1/session',
    summary: 'Who is signed in',
    tag,
    access: 'signed_in',
    success: { status: 200, body: sessionSchema },
    errors: ['not_signed_in'],
  }),
  closeSession: defineRoute({
    id: 'closeSession',
    method: 'DELETE',
    path: '/v1/session',
    summary: 'Sign out',
    tag,
    access: 'signed_in',
    success: { status: 204 },
    errors: ['not_signed_in', 'origin_refused'],
  }),
  createSignInLink: defineRoute({
    id: 'createSignInLink',
    method: 'POST',
    path: '/v1/sign-in-links',
    summary: 'Make a one-time sign-in link for a user of the tenant',
    tag,
    access: 'access:write',
    body: z.strictObject({ userId }),
    success: {
      status: 201,
      body: z.object({ url: z.url().describe('Open it in a browser, once'), expiresAt: timestamp }),
    },
    errors: ['not_signed_in', 'not_permitted', 'not_found'],
  }),
  listUsers: defineRoute({
    id: 'listUsers',
    method: 'GET',
    path: '/v1/users',
    summary: 'Users of the tenant',
    tag,
    access: 'access:read',
    query: z.strictObject(pageQuery),
    success: {
      status: 200,
      body: pageOf(
        z.object({ id: userId, name: displayName, email: z.string().describe('E-mail'), role, createdAt: timestamp }),
      ),
    },
    errors: ['not_signed_in', 'not_permitted', 'cursor_invalid'],
  }),
  listApiTokens: defineRoute({
    id: 'listApiTokens',
    method: 'GET',
    path: '/v1/api-tokens',
    summary: 'API tokens of the tenant',
    tag,
    access: 'access:read',
    query: z.strictObject(pageQuery),
    success: { status: 200, body: pageOf(apiTokenSchema) },
    errors: ['not_signed_in', 'not_permitted', 'cursor_invalid'],
  }),
  createApiToken: defineRoute({
    id: 'createApiToken',
    method: 'POST',
    path: '/v1/api-tokens',
    summary: 'Make an API token; its secret is shown once',
    tag,
    access: 'access:write',
    body: z.strictObject({
      name: displayName,
      permissions: z.array(permission).min(1).describe('A subset of what the caller may do'),
      expiresInDays: z.int().min(1).max(MAX_API_TOKEN_DAYS).default(90).describe('Life in days'),
    }),
    success: {
      status: 201,
      body: z.object({
        apiToken: apiTokenSchema,
        secret: z.string().describe('Shown once: `Authorization: Bearer …`'),
      }),
    },
    errors: ['not_signed_in', 'not_permitted'],
  }),
  revokeApiToken: defineRoute({
    id: 'revokeApiToken',
    method: 'DELETE',
    path: '/v1/api-tokens/{apiTokenId}',
    summary: 'Revoke an API token',
    tag,
    access: 'access:write',
    params: z.strictObject({ apiTokenId }),
    success: { status: 204 },
    errors: ['not_signed_in', 'not_permitted', 'not_found'],
  }),
  listTenants: defineRoute({
    id: 'listTenants',
    method: 'GET',
    path: '/v1/tenants',
    summary: 'All tenants',
    tag: 'Tenants',
    access: 'platform:admin',
    query: z.strictObject(pageQuery),
    success: { status: 200, body: pageOf(z.object({ id: tenantId, name: displayName, createdAt: timestamp })) },
    errors: ['not_signed_in', 'not_permitted', 'cursor_invalid'],
  }),
  createTenant: defineRoute({
    id: 'createTenant',
    method: 'POST',
    path: '/v1/tenants',
    summary: 'Make a tenant with its first owner',
    tag: 'Tenants',
    access: 'platform:admin',
    body: z.strictObject({
      name: displayName,
      owner: z
        .strictObject({ name: displayName, email: z.email().describe('E-mail address') })
        .describe('Its first user'),
    }),
    success: {
      status: 201,
      body: z.object({
        id: tenantId,
        name: displayName,
        signInUrl: z.url().describe('One-time sign-in link of the owner'),
      }),
    },
    errors: ['not_signed_in', 'not_permitted', 'name_taken'],
  }),
};
