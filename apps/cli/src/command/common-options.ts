import type { CommandSpec } from './command-spec.ts';
import { flag, text, type OptionTable } from './option.ts';

const api = {
  url: text('url', 'Address of the platform (or TENSORGUARD_URL)'),
  token: text('token', 'API token (or TENSORGUARD_TOKEN, which other users of the machine cannot see)'),
  allowHttp: flag('Send the token over plain http to another machine'),
};
const destructive = { yes: flag('Do not ask') };
const data = { json: flag('Print JSON') };
const always = { debug: flag('Show where an error comes from') };

/** Values of the options that commands share; those that a command does not take are absent. */
export interface CommonValues {
  readonly url?: string;
  readonly token?: string;
  readonly allowHttp?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** The options that a command has because of what it is. */
function commonOptions(spec: Pick<CommandSpec, 'api' | 'destructive' | 'prints'>): OptionTable {
  return {
    ...(spec.destructive ? destructive : {}),
    ...(spec.prints === 'data' ? data : {}),
    ...(spec.api ? api : {}),
    ...always,
  };
}

/** All options of a command, its own first. */
export function optionsOf(spec: CommandSpec): OptionTable {
  return { ...spec.options, ...commonOptions(spec) };
}
