/** Everything that an operator may be allowed to do. */
export const PERMISSIONS = [
  'agents:read',
  'agents:write',
  'agents:revoke',
  'fleets:read',
  'fleets:write',
  'releases:read',
  'releases:write',
  'rollouts:read',
  'rollouts:write',
  'ledger:read',
  'access:read',
  'access:write',
  'platform:admin',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Built-in roles of a tenant's users. `platform:admin` is never part of a tenant's role. */
export const ROLES = ['viewer', 'operator', 'owner'] as const;
export type Role = (typeof ROLES)[number];

const VIEWER = ['agents:read', 'fleets:read', 'releases:read', 'rollouts:read', 'ledger:read'] as const;
const OPERATOR = [
  ...VIEWER,
  'agents:write',
  'agents:revoke',
  'fleets:write',
  'releases:write',
  'rollouts:write',
] as const;

/** What each role may do. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: VIEWER,
  operator: OPERATOR,
  owner: [...OPERATOR, 'access:read', 'access:write'],
};
