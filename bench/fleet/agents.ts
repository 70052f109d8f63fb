import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from '@tensorguard/core';
import { startAgent, type ModelLoader, type RunningAgent } from '@tensorguard/agent';
import { loadModel, type LoadedModel } from '@tensorguard/inference';

/** Agents that enrol at the same time. */
const ENROL_AT_ONCE = 8;
const KEEP_ALIVE_MS = 60_000;

/**
 * Runs many real agents in this process: `agents.ts <platform> <join token> <folder> <count>`. Only the model is shared: each
 * agent downloads, verifies and decrypts it, but one ONNX session answers for all of them.
 */
const [platformUrl, joinToken, folder, countText] = process.argv.slice(2) as [string, string, string, string];

let shared: Promise<LoadedModel> | undefined;
const loader: ModelLoader = async (options) => {
  if (shared === undefined) shared = loadModel(options);
  else options.bytes.fill(0);
  const model = await shared;
  return {
    metadata: model.metadata,
    inputs: model.inputs,
    outputs: model.outputs,
    run: (feeds, run) => model.run(feeds, run),
    dispose: async () => undefined,
  };
};

const agents: RunningAgent[] = [];
const waiting = Array.from({ length: Number(countText) }, (_, i) => i);
await Promise.all(
  Array.from({ length: ENROL_AT_ONCE }, async () => {
    for (let i = waiting.shift(); i !== undefined; i = waiting.shift()) {
      const dataDir = join(folder, `agent-${i}`);
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      const config = { dataDir, platformUrl, joinToken, name: `agent-${process.pid}-${i}`, diskReserveBytes: 0 };
      agents.push(await startAgent(config, { loadModel: loader, volatileState: true, logger: silentLogger }));
    }
  }),
);
process.stdout.write('ready\n');
const keepAlive = setInterval(() => undefined, KEEP_ALIVE_MS);
process.once('SIGTERM', () => {
  clearInterval(keepAlive);
  void Promise.all(agents.map((agent) => agent.stop())).then(() => process.exit(0));
});
