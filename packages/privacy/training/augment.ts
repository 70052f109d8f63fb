import type { WordClass } from './lists.ts';
import type { Random } from './random.ts';
import type { Sample, Span } from './sample.ts';

/** Rebuilds a sample from a change of its stretches, so that labels stay in place. */
function mapStretches(sample: Sample, change: (text: string, isLabelled: boolean) => string): Sample {
  let text = '';
  let at = 0;
  const spans: Span[] = [];
  for (const span of sample.spans) {
    text += change(sample.text.slice(at, span.start), false);
    const start = text.length;
    text += change(sample.text.slice(span.start, span.end), true);
    if (text.length > start) spans.push({ type: span.type, start, end: text.length });
    at = span.end;
  }
  return { text: text + change(sample.text.slice(at), false), spans };
}

/** One sample after another in one text. */
export function concatenate(a: Sample, b: Sample, gap: string): Sample {
  const shift = a.text.length + gap.length;
  const moved = b.spans.map((span) => ({ type: span.type, start: span.start + shift, end: span.end + shift }));
  return { text: a.text + gap + b.text, spans: [...a.spans, ...moved] };
}

function typo(text: string, random: Random): string {
  if (text.length < 6) return text;
  const at = random.int(1, text.length - 3);
  const [a, b] = [text.charAt(at), text.charAt(at + 1)];
  if (!/^[a-z]{2}$/.test(a + b)) return text;
  return random.chance(0.5) ? text.slice(0, at) + b + a + text.slice(at + 2) : text.slice(0, at) + text.slice(at + 1);
}

/** Part of the samples with slips in some of their unlabelled words. */
const SLIP_SHARE = 0.08;
/** Part of the samples that begin with a small letter. */
const SMALL_START_SHARE = 0.06;

/** Chance that a word gives way to one of its class, and to any everyday word. */
const SWAP_CHANCES = { alike: 0.3, any: 0.12 } as const;

/** Words that may stand in the place of a word, by word. */
export function alikeWords(classes: readonly WordClass[]): ReadonlyMap<string, readonly string[]> {
  const alike = new Map<string, readonly string[]>();
  for (const form of classes.flatMap(({ forms }) => forms)) {
    for (const word of form) if (!alike.has(word) && form.length > 1) alike.set(word, form);
  }
  return alike;
}

/** Puts words of the same class, or any everyday words, in the place of some unlabelled ones, so that no single word decides. */
export function swapWords(
  sample: Sample,
  everyday: readonly string[],
  alike: ReadonlyMap<string, readonly string[]>,
  random: Random,
): Sample {
  return mapStretches(sample, (text, isLabelled) =>
    isLabelled
      ? text
      : text.replaceAll(/(?<![\w'@.])[A-Za-z]?[a-z]{2,}(?![\w'@])/g, (word) => {
          const others = alike.get(word.toLowerCase());
          if (others !== undefined && word.length > 2 && random.chance(SWAP_CHANCES.alike)) {
            const other = random.pick(others);
            return /^[A-Z]/.test(word) ? other.charAt(0).toUpperCase() + other.slice(1) : other;
          }
          return /^[a-z]{3}/.test(word) && random.chance(SWAP_CHANCES.any) ? random.pick(everyday) : word;
        }),
  );
}

function slip(sample: Sample, random: Random): Sample {
  return mapStretches(sample, (text, isLabelled) =>
    isLabelled ? text : text.replaceAll(/[A-Za-z]{6,}/g, (word) => (random.chance(0.3) ? typo(word, random) : word)),
  );
}

/** Writes a sample as careless people do, sometimes: one case throughout, signs left out, slips of the fingers. */
export function augment(sample: Sample, random: Random): Sample {
  const slipped = random.chance(SLIP_SHARE) ? slip(sample, random) : sample;
  const written = random.chance(SMALL_START_SHARE)
    ? { text: slipped.text.charAt(0).toLowerCase() + slipped.text.slice(1), spans: slipped.spans }
    : slipped;
  return recase(written, random);
}

function recase(sample: Sample, random: Random): Sample {
  const roll = random.next();
  if (roll < 0.12) return mapStretches(sample, (text) => text.toLowerCase());
  if (roll < 0.15) return mapStretches(sample, (text) => text.toUpperCase());
  if (roll < 0.18) return mapStretches(sample, (text, isLabelled) => (isLabelled ? text.toLowerCase() : text));
  if (roll < 0.21) return mapStretches(sample, (text, isLabelled) => (isLabelled ? text.toUpperCase() : text));
  if (roll < 0.25) return mapStretches(sample, (text) => text.toLowerCase().replaceAll(/[.,!?'"&]/g, ''));
  if (roll < 0.29) return mapStretches(sample, (text) => text.replaceAll(/[.,!?]/g, ''));
  return sample;
}
