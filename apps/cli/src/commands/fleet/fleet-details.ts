import type { Fleet } from '@tensorguard/contract';
import type { Detail } from '../../output/details.ts';
import { formatTime } from '../../output/format.ts';

/** Facts of a fleet for people. */
export function fleetDetails({ id, name, environment, region, agents, averageTrust, createdAt }: Fleet): Detail[] {
  const { total, online, late, offline, revoked } = agents;
  return [
    ['Fleet', name],
    ['Id', id],
    ['Environment', environment],
    ['Region', region],
    ['Agents', `${total} live: ${online} online, ${late} late, ${offline} offline; ${revoked} revoked`],
    ['Mean trust', averageTrust === null ? null : Math.round(averageTrust)],
    ['Since', formatTime(createdAt)],
  ];
}
