import type { Agent } from '@tensorguard/contract';
import { formatDetails, type Detail } from '../../output/details.ts';
import { formatBytes, formatLabels, formatTime, orAbsent } from '../../output/format.ts';
import type { Output } from '../../output/output.ts';
import { stateOf } from './list.ts';

/** An agent in full, for people. */
export function describeAgent(agent: Agent, output: Output): string {
  const parts = [formatDetails(facts(agent), output.style)];
  if (agent.trust.deductions.length > 0) {
    parts.push(
      output.drawTable(agent.trust.deductions, [
        { title: 'POINTS OFF', value: ({ points }) => String(points), align: 'right' },
        { title: 'CAUSE', value: ({ cause }) => cause },
        { title: 'BECAUSE', value: ({ detail }) => detail },
      ]),
    );
  }
  parts.push(
    output.drawTable(
      agent.deployments,
      [
        { title: 'LINE', value: ({ line }) => line },
        {
          title: 'STATE',
          value: ({ state }) => state,
          look: ({ state }) => (state === 'applied' ? 'good' : 'warning'),
        },
        { title: 'WANTED', value: ({ desiredRelease }) => orAbsent(desiredRelease?.number), align: 'right' },
        { title: 'RUNS', value: ({ appliedRelease }) => orAbsent(appliedRelease?.number), align: 'right' },
        { title: 'CODE', value: ({ code }) => orAbsent(code) },
        { title: 'MESSAGE', value: ({ message }) => orAbsent(message) },
        { title: 'SINCE', value: ({ updatedAt }) => formatTime(updatedAt) },
      ],
      'no release was sent to it yet',
    ),
  );
  return parts.join('\n\n');
}

function facts(agent: Agent): Detail[] {
  const { certificate, telemetry } = agent;
  return [
    ['Agent', agent.name],
    ['Id', agent.id],
    ['Fleet', `${agent.fleetName} (${agent.environment}, ${agent.region})`],
    ['State', stateOf(agent)],
    ...(agent.revokedAt === null
      ? []
      : [['Revoked', `${formatTime(agent.revokedAt)}: ${agent.revokedReason}`] as const]),
    ['Last seen', formatTime(agent.lastSeenAt)],
    ['Trust', `${agent.trust.score} of 100`],
    ['Labels', formatLabels(agent.labels)],
    ['Identity', agent.spiffeId],
    ['Certificate', certificate && `${certificate.serial}, until ${formatTime(certificate.notAfter)}`],
    ['Clock', agent.clockSkewMs === null ? null : `${agent.clockSkewMs} ms off`],
    ['Memory', telemetry && formatBytes(telemetry.processMemoryBytes)],
    ['Enrolled', formatTime(agent.enrolledAt)],
  ];
}
