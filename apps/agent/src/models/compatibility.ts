import type { Manifest } from '@tensorguard/tgsp';
import { AgentError } from '../errors.ts';

/** The machine that a release has to fit. */
export interface MachineLimits {
  readonly architecture: string;
  readonly memoryBytes: number;
  readonly agentVersion: string;
}

/** Names that other tool chains use for the architectures of Node. */
const ARCHITECTURE_ALIASES: Readonly<Record<string, string>> = { amd64: 'x64', x86_64: 'x64', aarch64: 'arm64' };

/**
 * Checks that a release can run here. Returns the machine that it fits.
 *
 * @throws AgentError `architecture_unsupported`, `memory_too_small`, `agent_too_old`
 */
export function requireCompatible(
  { architectures, minMemoryBytes, minAgentVersion }: Manifest['compatibility'],
  machine: MachineLimits,
): MachineLimits {
  const { architecture, memoryBytes, agentVersion } = machine;
  if (architectures !== undefined && !architectures.map(canonical).includes(canonical(architecture))) {
    throw new AgentError('architecture_unsupported', 'the release is not for this CPU architecture', {
      details: { architecture, architectures },
    });
  }
  if (minMemoryBytes !== undefined && memoryBytes < minMemoryBytes) {
    throw new AgentError('memory_too_small', 'the release needs more memory than this machine has', {
      details: { memoryBytes, minMemoryBytes },
    });
  }
  if (minAgentVersion !== undefined && isOlder(agentVersion, minAgentVersion)) {
    throw new AgentError('agent_too_old', 'the release needs a newer agent', {
      details: { agentVersion, minAgentVersion },
    });
  }
  return machine;
}

/** Compares the numbers of two semantic versions; a version that cannot be read is taken as newer than any agent. */
export function isOlder(version: string, than: string): boolean {
  const own = numbersOf(version);
  const needed = numbersOf(than);
  if (own === undefined || needed === undefined) return true;
  for (const [i, need] of needed.entries()) {
    if (own[i] !== need) return own[i]! < need;
  }
  return false;
}

function numbersOf(version: string): number[] | undefined {
  const [, ...parts] = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+].*)?$/.exec(version) ?? [];
  return parts.length === 0 ? undefined : parts.map(Number);
}

function canonical(architecture: string): string {
  const name = architecture.toLowerCase();
  return Object.hasOwn(ARCHITECTURE_ALIASES, name) ? ARCHITECTURE_ALIASES[name]! : name;
}
