import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDetector, createHidingStream, hideText, type Detector } from '@tensorguard/privacy';
import type { BenchResult } from '../bench-result.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const START = join(ROOT, 'bench', 'privacy-start.ts');
const ROUNDS = 5;
const FULL_BYTES = 4 * 1024 * 1024;
const QUICK_BYTES = 512 * 1024;

/**
 * Speed of finding in three kinds of text: prose (this project's documents), source code, and logs made of both names and
 * numbers. MB are 10^6 UTF-8 bytes. Then the delay that hiding adds to a stream of answers, the start, and the memory.
 */
export async function run({ quick }: { quick: boolean }): Promise<readonly BenchResult[]> {
  const bytes = quick ? QUICK_BYTES : FULL_BYTES;
  const texts = {
    prose: fill(files('docs', '.md'), bytes),
    code: fill(files('packages', '.ts'), bytes),
    logs: logLines(bytes),
  };
  const patterns = createDetector({ tagger: false });
  const everything = createDetector();
  const results: BenchResult[] = [];
  for (const [name, text] of Object.entries(texts)) {
    results.push(speed(`privacy patterns and secrets, ${name}`, patterns, text));
    results.push(speed(`privacy with the tagger, ${name}`, everything, text.slice(0, bytes / 4)));
  }
  results.push(...streamDelay(everything, texts.prose), ...start());
  return results;
}

function speed(name: string, detector: Detector, text: string): BenchResult {
  const size = Buffer.byteLength(text);
  // Texts come in pieces of a request's size.
  const pieces = text.match(/[^]{1,16384}/g) ?? [];
  const rates = Array.from({ length: ROUNDS + 1 }, () => {
    const started = performance.now();
    for (const piece of pieces) detector.find(piece);
    return size / 1e6 / ((performance.now() - started) / 1000);
  });
  return { name, unit: 'MB/s', value: median(rates.slice(1)) };
}

/** An answer that comes in pieces of four characters, as tokens do. */
function streamDelay(detector: Detector, text: string): BenchResult[] {
  const answers = (text.match(/[^]{1,1200}/g) ?? []).slice(0, 40);
  const characters: number[] = [];
  const perPush: number[] = [];
  for (const answer of answers) {
    const stream = createHidingStream({
      detector,
      hide: (piece, findings) => hideText(piece, findings, () => ({ operator: 'redact' }), {}).text,
    });
    let given = 0;
    let first: number | undefined;
    for (const token of answer.match(/[^]{1,4}/g) ?? []) {
      const started = performance.now();
      const passed = stream.push(token);
      perPush.push((performance.now() - started) * 1000);
      given += token.length;
      if (passed !== '') first ??= given;
    }
    characters.push(first ?? given);
    stream.end();
  }
  perPush.sort((a, b) => a - b);
  return [
    { name: 'privacy stream, given before the first is passed on', unit: 'characters', value: median(characters) },
    { name: 'privacy stream, work for a piece, p50', unit: 'us', value: perPush[Math.floor(perPush.length / 2)]! },
    { name: 'privacy stream, work for a piece, p99', unit: 'us', value: perPush[Math.floor(perPush.length * 0.99)]! },
  ];
}

/** In a process of its own: import, first text, then work, and the memory that they take. */
function start(): BenchResult[] {
  const runs = Array.from(
    { length: ROUNDS },
    () =>
      JSON.parse(
        execFileSync(process.execPath, [START], {
          encoding: 'utf8',
          env: { ...process.env, NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'bench') },
        }),
      ) as { ms: number; firstMib: number; workedMib: number },
  );
  return [
    {
      name: 'privacy start of a detector with the first text, modules kept compiled',
      unit: 'ms',
      value: median(runs.map(({ ms }) => ms)),
    },
    {
      name: 'privacy memory with the tagger, after the first text',
      unit: 'MiB',
      value: median(runs.map(({ firstMib }) => firstMib)),
    },
    {
      name: 'privacy memory with the tagger, after 8 MB in requests of 16 KB',
      unit: 'MiB',
      value: median(runs.map(({ workedMib }) => workedMib)),
    },
  ];
}

function files(folder: string, suffix: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(suffix) && !name.includes('node_modules'))
    .sort()
    .slice(0, 400)
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))
    .join('\n');
}

function fill(text: string, bytes: number): string {
  return text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes);
}

function logLines(bytes: number): string {
  let text = '';
  for (let i = 0; text.length < bytes; i++) {
    const time = new Date(1_700_000_000_000 + i * 137).toISOString();
    text += `{"time":"${time}","level":"info","event":"request.done","method":"GET","path":"/v1/agents/${i}","status":200,"ms":${i % 97},"from":"10.0.${i % 256}.7","id":"${(i * 2_654_435_761).toString(16).padStart(32, '0')}"}\n`;
  }
  return text.slice(0, bytes);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
