import { defineGroup, type CommandNode } from '../../command/command-spec.ts';
import { loginCommand } from './login.ts';
import { logoutCommand } from './logout.ts';
import { signInLinkCommand } from './sign-in-link.ts';
import { tenantCreateCommand } from './tenant-create.ts';
import { tenantListCommand } from './tenant-list.ts';
import { tokenCreateCommand } from './token-create.ts';
import { tokenListCommand } from './token-list.ts';
import { tokenRevokeCommand } from './token-revoke.ts';
import { userListCommand } from './user-list.ts';
import { whoamiCommand } from './whoami.ts';

/** Commands about who may do what. */
export const accessCommands: readonly CommandNode[] = [
  loginCommand,
  logoutCommand,
  whoamiCommand,
  signInLinkCommand,
  defineGroup('token', 'API tokens of the tenant', [tokenCreateCommand, tokenListCommand, tokenRevokeCommand]),
  defineGroup('user', 'People of the tenant', [userListCommand]),
  defineGroup('tenant', 'Tenants of the platform, for its administrators', [tenantCreateCommand, tenantListCommand]),
];
