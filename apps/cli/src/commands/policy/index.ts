import type { CommandNode } from '../../command/command-spec.ts';
import { policyBenchCommand } from './bench.ts';
import { policyCheckCommand } from './check.ts';
import { policyEvalCommand } from './eval.ts';
import { policyFmtCommand } from './fmt.ts';
import { policyTestCommand } from './test.ts';

export const policyCommands: readonly CommandNode[] = [
  policyCheckCommand,
  policyEvalCommand,
  policyTestCommand,
  policyFmtCommand,
  policyBenchCommand,
];
