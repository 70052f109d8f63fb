// @vitest-environment node
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';

/** What the first page may load, JavaScript compressed by gzip. */
const MAX_FIRST_LOAD_BYTES = 250 * 1024;
const BUILD_TIMEOUT_MS = 120_000;

/** Everything that a chunk needs before it runs. */
function withImports(
  chunk: Rolldown.OutputChunk,
  chunks: ReadonlyMap<string, Rolldown.OutputChunk>,
  seen: Set<string>,
): void {
  if (seen.has(chunk.fileName)) return;
  seen.add(chunk.fileName);
  for (const name of chunk.imports) {
    const imported = chunks.get(name);
    if (imported) withImports(imported, chunks, seen);
  }
}

test(
  'the first load stays within its budget, and charts come later',
  async () => {
    const built = await build({ root: import.meta.dirname, logLevel: 'error', build: { write: false } });
    const { output } = (Array.isArray(built) ? built[0] : built) as Rolldown.RolldownOutput;
    const chunks = new Map(output.flatMap((item) => (item.type === 'chunk' ? [[item.fileName, item] as const] : [])));
    const needed = new Set<string>();
    const first = [...chunks.values()].filter(
      ({ isEntry, facadeModuleId }) => isEntry || /app\/start\.ts$|OverviewPage\.vue$/.test(facadeModuleId ?? ''),
    );
    expect(first).toHaveLength(3);
    for (const chunk of first) withImports(chunk, chunks, needed);

    const loaded = [...needed].map((name) => chunks.get(name)!);
    const bytes = loaded.reduce((sum, { code }) => sum + gzipSync(code).length, 0);
    expect(bytes).toBeGreaterThan(50 * 1024);
    expect(bytes).toBeLessThan(MAX_FIRST_LOAD_BYTES);
    const modules = loaded.flatMap(({ moduleIds }) => moduleIds);
    expect(modules.filter((id) => /echarts|zrender/.test(id))).toEqual([]);
    process.stdout.write(`first load: ${(bytes / 1024).toFixed(1)} KiB of JavaScript (gzip), ${loaded.length} files\n`);
  },
  BUILD_TIMEOUT_MS,
);
