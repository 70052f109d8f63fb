import type { Labels } from '@tensorguard/contract';

/** Labels as people type them: `zone=hall-3, gpu`. */
export function labelsToText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
    .join(', ');
}

/** Reads what {@link labelsToText} writes; commas and new lines separate. A key alone has an empty value. */
export function labelsFromText(text: string): Labels {
  const labels: Labels = {};
  for (const part of text.split(/[,\n]/)) {
    const trimmed = part.trim();
    if (trimmed === '') continue;
    const at = trimmed.indexOf('=');
    const key = at < 0 ? trimmed : trimmed.slice(0, at).trim();
    Object.defineProperty(labels, key, {
      value: at < 0 ? '' : trimmed.slice(at + 1).trim(),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return labels;
}
