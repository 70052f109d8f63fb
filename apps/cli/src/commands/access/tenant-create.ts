import { operatorRoutes } from '@tensorguard/contract';
import { defineCommand } from '../../command/command-spec.ts';
import { requiredText } from '../../command/option.ts';

export const tenantCreateCommand = defineCommand({
  name: 'create',
  summary: 'Make a tenant with its first owner',
  details: 'Prints a one-time link that signs the owner in.',
  examples: ['tensorguard tenant create "Acme" --owner-name "Ada Byron" --owner-email ada@acme.example'],
  prints: 'data',
  api: true,
  args: { name: { help: 'Name of the tenant' } },
  options: {
    ownerName: requiredText('name', 'Name of the owner'),
    ownerEmail: requiredText('address', 'E-mail address of the owner'),
  },
  async run({ api, args, options, output }) {
    const tenant = await (
      await api()
    ).call(operatorRoutes.createTenant, {
      body: { name: args.name, owner: { name: options.ownerName, email: options.ownerEmail } },
    });
    output.details(tenant, () => [
      ['Tenant', tenant.name],
      ['Id', tenant.id],
      ['Sign-in link', tenant.signInUrl],
    ]);
  },
});
