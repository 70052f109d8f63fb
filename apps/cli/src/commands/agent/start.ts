import { defineCommand } from '../../command/command-spec.ts';
import { number, text } from '../../command/option.ts';
import { CliError } from '../../errors.ts';

export const agentStartCommand = defineCommand({
  name: 'start',
  summary: 'Run an agent in this process until it is told to stop',
  details:
    'Settings come from a file, from TG_AGENT_… variables and from these options, the last one wins. The join token is ' +
    'needed once; TG_AGENT_JOIN_TOKEN keeps it out of sight of other users of the machine.',
  examples: [
    'tensorguard agent start --platform https://guard.example:9443 --join-token tgj1.… --data-dir /var/lib/tensorguard-agent',
  ],
  prints: 'data',
  options: {
    platform: text('url', 'Address of the platform for agents, https'),
    joinToken: text('token', 'Join token, for the first start'),
    dataDir: text('dir', 'Folder of identity, state and packages', { completes: 'dir' }),
    name: text('name', 'Name of the agent; the host name when left out'),
    apiHost: text('address', 'Address of the local inference API'),
    apiPort: number('port', 'Port of the local inference API; a free one when left out', {
      min: 0,
      max: 65_535,
      integer: true,
    }),
    logLevel: text('level', 'Least level that is logged: debug, info, warn or error'),
    config: text('file', 'JSON file of settings', { completes: 'file' }),
  },
  async run({ options, io, output, path }) {
    const { readAgentConfig, startAgent } = await import('@tensorguard/agent');
    const { platform, joinToken, dataDir, name, apiHost, apiPort, logLevel, config } = options;
    const given = {
      platformUrl: platform,
      joinToken,
      dataDir: dataDir === undefined ? undefined : path(dataDir),
      name,
      apiHost,
      apiPort,
      logLevel,
    };
    const overrides = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const settings = readAgentConfig(io.env, overrides, config === undefined ? undefined : path(config));
    const stopping = new AbortController();
    const interrupted = io.interrupted().then(() => stopping.abort());
    // Enrolment waits for a platform that is away: a signal must end that wait too.
    const agent = await startAgent(settings, { signal: stopping.signal }).catch((error: unknown) => {
      if (stopping.signal.aborted) return undefined;
      throw error;
    });
    if (agent === undefined) return;
    const { agentId, tenantId, fleetId, apiUrl } = agent;
    output.result({ agentId, tenantId, fleetId, apiUrl }, () => `Agent ${agentId} is running, local API at ${apiUrl}`);
    const end = await Promise.race([interrupted, agent.ended]);
    await agent.stop();
    if (end) {
      throw new CliError('agent_ended', `the agent cannot go on: ${end.code}`, { details: { agentCode: end.code } });
    }
  },
});
