// A program of its own for the case `privacy`: imports the detector, searches one text, then texts of the size of requests
// for a while; prints the time of the first and the memory that both took.
const PIECE_CHARS = 16_384;
const WORK_CHARS = 8_000_000;
/** Much beyond a request, so that pieces differ. */
const TEXT_COPIES = 20;

const memoryBefore = process.memoryUsage().rss;
const started = performance.now();
const { createDetector } = await import('@tensorguard/privacy/detect');
const detector = createDetector();
detector.find('Anna Smith lives in Paris.');
const ms = performance.now() - started;
const first = memoryTaken();

const { readFileSync } = await import('node:fs');
const text = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8').repeat(TEXT_COPIES);
for (let done = 0; done < WORK_CHARS; done += PIECE_CHARS) {
  const from = done % (text.length - PIECE_CHARS);
  detector.find(text.slice(from, from + PIECE_CHARS));
}
process.stdout.write(JSON.stringify({ ms, firstMib: first, workedMib: memoryTaken() }));

function memoryTaken(): number {
  return (process.memoryUsage().rss - memoryBefore) / 2 ** 20;
}
