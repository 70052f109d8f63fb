import packageJson from '../package.json' with { type: 'json' };

/** Version of the agent, as it tells the platform and compares with a package's `minAgentVersion`. */
export const AGENT_VERSION: string = packageJson.version;
