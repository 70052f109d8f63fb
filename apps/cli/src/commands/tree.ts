import { defineGroup, type CommandGroup } from '../command/command-spec.ts';
import { accessCommands } from './access/index.ts';
import { agentCommands } from './agent/index.ts';
import { completionCommand } from './completion.ts';
import { doctorCommand } from './doctor.ts';
import { fleetCommands } from './fleet/index.ts';
import { joinTokenCommands } from './join-token/index.ts';
import { ledgerCommands } from './ledger/index.ts';
import { lineCommands } from './line/index.ts';
import { openapiCommand } from './openapi.ts';
import { packageCommands } from './package/index.ts';
import { platformCommands } from './platform/index.ts';
import { policyCommands } from './policy/index.ts';
import { publisherCommands } from './publisher/index.ts';
import { releaseCommands } from './release/index.ts';
import { rolloutCommands } from './rollout/index.ts';

/** Every command of `tensorguard`. */
export const commandTree: CommandGroup = defineGroup('tensorguard', 'Run AI where people get audited', [
  defineGroup('package', 'Make, check and open signed and encrypted packages; works offline', packageCommands),
  ...accessCommands,
  defineGroup('fleet', 'Groups of agents in one place', fleetCommands),
  defineGroup('join-token', 'Secrets that let agents enrol', joinTokenCommands),
  defineGroup('agent', 'Devices that run models', agentCommands),
  defineGroup('publisher', 'Signing keys whose packages are accepted', publisherCommands),
  defineGroup('line', 'Named series of releases', lineCommands),
  defineGroup('release', 'Packages on the platform', releaseCommands),
  defineGroup('rollout', 'Bringing a release to agents in stages', rolloutCommands),
  defineGroup('ledger', 'The tamper-evident record; verify works offline', ledgerCommands),
  defineGroup('policy', 'Policies in Rego; works offline', policyCommands),
  defineGroup('platform', 'The control plane', platformCommands),
  doctorCommand,
  openapiCommand,
  completionCommand,
]);
