import { ID_PREFIXES, operatorRoutes, type AgentSummary, type Fleet, type ReleaseSummary } from '@tensorguard/contract';
import { idPattern } from '@tensorguard/core';
import { CliError } from '../errors.ts';
import type { ApiSession } from './api-session.ts';
import { fetchRows } from './paging.ts';

const everything = { all: true, limit: 0, cursor: undefined };

/** The id of a fleet that is given by id or name. @throws CliError `no_such_name` */
export async function fleetIdOf(api: ApiSession, given: string): Promise<string> {
  if (isId('fleet', given)) return given;
  const { items } = await fetchRows((query) => api.call(operatorRoutes.listFleets, { query }), everything);
  return one<Fleet>(
    'fleet',
    given,
    items.filter(({ name }) => name === given),
  ).id;
}

/** The id of an agent that is given by id or name. @throws CliError `no_such_name`, `ambiguous_name` */
export async function agentIdOf(api: ApiSession, given: string): Promise<string> {
  if (isId('agent', given)) return given;
  const { items } = await fetchRows(
    (query) => api.call(operatorRoutes.listAgents, { query: { ...query, search: given } }),
    everything,
  );
  return one<AgentSummary>(
    'agent',
    given,
    items.filter(({ name }) => name === given),
  ).id;
}

const RELEASE_REFERENCE = /^(?<line>[^@]+)@(?:(?<number>\d+)|latest)$/;

/** The id of a release: by id, `line@number` or `line@latest` (which can be rolled out). @throws CliError `no_such_name` */
export async function releaseIdOf(api: ApiSession, given: string): Promise<string> {
  if (isId('release', given)) return given;
  const { line, number } = RELEASE_REFERENCE.exec(given)?.groups ?? {};
  if (line === undefined) {
    throw new CliError('input_invalid', `a release is given by id, line@number or line@latest, not "${given}"`);
  }
  const state = number === undefined ? ('available' as const) : undefined;
  const { items } = await fetchRows(
    (query) => api.call(operatorRoutes.listReleases, { query: { ...query, line, state } }),
    number === undefined ? { ...everything, all: false, limit: 1 } : everything,
  );
  return one<ReleaseSummary>(
    'release',
    given,
    number === undefined ? items : items.filter((release) => release.number === Number(number)),
  ).id;
}

function isId(kind: 'fleet' | 'agent' | 'release', text: string): boolean {
  return idPattern(ID_PREFIXES[kind]).test(text);
}

function one<Row extends { id: string }>(kind: string, given: string, rows: readonly Row[]): Row {
  const [first, second] = rows;
  if (first === undefined) throw new CliError('no_such_name', `there is no ${kind} "${given}"`);
  if (second === undefined) return first;
  const ids = rows.map(({ id }) => id).join(', ');
  throw new CliError('ambiguous_name', `several ${kind}s are called "${given}": say which by id (${ids})`);
}
