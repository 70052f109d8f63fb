import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

let known: string | undefined;

/** Version of ONNX Runtime, read from its package without loading its library; `unknown` in a bundle that has none. */
export function runtimeVersion(): string {
  known ??= `onnxruntime-node ${read()}`;
  return known;
}

function read(): string {
  try {
    // The runtime is a dependency of the inference package, not of the agent.
    const file = findPackageJSON('onnxruntime-node', import.meta.resolve('@tensorguard/inference'));
    if (file === undefined) return 'unknown';
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version.slice(0, 20) : 'unknown';
  } catch {
    return 'unknown';
  }
}
