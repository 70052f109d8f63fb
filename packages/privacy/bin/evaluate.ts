import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { countHidden, scoreOf, tallySpans, type Tally } from '../src/evaluate/score-spans.ts';
import { createDetector, PrivacyError } from '../src/index.ts';

const USAGE = `usage: node packages/privacy/bin/evaluate.ts FILE.jsonl [--json] [--errors]

Reads lines {"text": …, "spans": [{"type", "start", "end"}]} and prints precision, recall and F1 for each type and over all, and the
speed. A span counts when types agree and at least half of it is covered. Types that no line has labelled are left out: whether
what was found of them is right, the file does not say. "hidden" is the share of labelled
spans of which at least half was found under any type. --errors prints what was missed and what was found too much.
`;

const lineSchema = z
  .object({
    text: z.string(),
    spans: z.array(z.object({ type: z.string(), start: z.int().min(0), end: z.int().min(1) })),
  })
  .refine(({ text, spans }) => spans.every(({ start, end }) => start < end && end <= text.length), {
    message: 'a span lies outside of the text',
  });

function main(): number {
  const { values, file } = readArguments();
  const lines = readLines(file);
  const types = new Set(lines.flatMap(({ spans }) => spans.map(({ type }) => type)));
  const detector = createDetector();
  detector.find('The first text loads the tagger.');
  const tallies = new Map<string, Tally>();
  let characters = 0;
  let milliseconds = 0;
  let labelled = 0;
  let hidden = 0;
  for (const { text, spans } of lines) {
    const started = performance.now();
    const all = detector.find(text);
    milliseconds += performance.now() - started;
    characters += text.length;
    const findings = all.filter(({ type }) => types.has(type));
    tallySpans(spans, findings, tallies);
    labelled += spans.length;
    hidden += countHidden(spans, all);
    if (values.errors) printErrors(text, spans, findings);
  }
  const rows = [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, tally]) => ({ type, labelled: tally.labelled, given: tally.given, ...scoreOf([tally]) }));
  const overall = scoreOf([...tallies.values()]);
  const speed = Math.round(characters / (milliseconds / 1000));
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ types: rows, overall, hidden: share(hidden, labelled), charactersPerSecond: speed })}\n`,
    );
    return 0;
  }
  process.stdout.write(`${'type'.padEnd(18)} labelled  found  precision  recall     f1\n`);
  for (const { type, labelled, given, precision, recall, f1 } of rows) {
    const cells = [String(labelled).padStart(8), String(given).padStart(6), ...[precision, recall, f1].map(cell)];
    process.stdout.write(`${type.padEnd(18)} ${cells.join('')}\n`);
  }
  process.stdout.write(
    `precision ${overall.precision.toFixed(4)}, recall ${overall.recall.toFixed(4)}, hidden ${share(hidden, labelled).toFixed(4)}\n`,
  );
  process.stdout.write(`${speed} characters/s\nf1 ${overall.f1.toFixed(4)}\n`);
  return 0;
}

/** 0 where nothing is labelled. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function cell(share: number): string {
  return share.toFixed(3).padStart(9);
}

/** @throws PrivacyError `file_unreadable`, `line_invalid` */
function readLines(file: string): z.infer<typeof lineSchema>[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PrivacyError('file_unreadable', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  const lines = content.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      return [lineSchema.parse(JSON.parse(line))];
    } catch (cause) {
      throw new PrivacyError('line_invalid', `line ${i + 1} is not {"text", "spans"}: ${problemOf(cause)}`, { cause });
    }
  });
  if (lines.length === 0) throw new PrivacyError('line_invalid', `${file} has no lines`);
  return lines;
}

function problemOf(cause: unknown): string {
  if (!(cause instanceof z.ZodError)) return 'no JSON';
  return cause.issues
    .map(({ path, message }) => [path.join('.'), message].filter((part) => part !== '').join(' '))
    .join('; ');
}

interface Place {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

function printErrors(text: string, labels: readonly Place[], findings: readonly Place[]): void {
  const covers = (a: Place, b: Place): boolean => a.type === b.type && a.start < b.end && b.start < a.end;
  const missed = labels.filter((label) => !findings.some((each) => covers(each, label)));
  const extra = findings.filter((finding) => !labels.some((each) => covers(each, finding)));
  if (missed.length + extra.length === 0) return;
  const show = (mark: string, { type, start, end }: Place): string =>
    `  ${mark} ${type} ${JSON.stringify(text.slice(start, end))}`;
  const rows = [...missed.map((each) => show('-', each)), ...extra.map((each) => show('+', each))];
  process.stdout.write(`${JSON.stringify(text)}\n${rows.join('\n')}\n`);
}

function readArguments(): { values: { json: boolean; errors: boolean }; file: string } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, errors: { type: 'boolean', default: false } },
    });
    const [file, ...others] = positionals;
    if (file !== undefined && others.length === 0) return { values, file };
  } catch {
    // An option that is unknown.
  }
  process.stderr.write(USAGE);
  process.exit(2);
}

// Whoever reads may stop early: `evaluate … | head`.
process.stdout.on('error', () => process.exit(0));
try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof PrivacyError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 1;
}
