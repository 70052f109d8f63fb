import { labels as labelsSchema } from '@tensorguard/contract';
import { CliError } from '../errors.ts';

/** A label that the user named. */
export type LabelPair = readonly [key: string, value: string];

/** Reads `key=value`. @throws CliError `input_invalid` */
export function parseLabel(text: string): LabelPair {
  const at = text.indexOf('=');
  if (at < 1) throw new CliError('input_invalid', `A label is written key=value, not "${text}".`);
  const pair: LabelPair = [text.slice(0, at), text.slice(at + 1)];
  const parsed = labelsSchema.safeParse({ [pair[0]]: pair[1] });
  if (!parsed.success)
    throw new CliError('input_invalid', `"${text}" is not a label: ${parsed.error.issues[0]!.message}.`);
  return pair;
}

/** Puts labels together. @throws CliError `input_invalid` when one key has two values */
export function labelsOf(pairs: readonly LabelPair[]): Record<string, string> {
  const byKey = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (byKey.has(key)) throw new CliError('input_invalid', `the label ${key} is given twice`);
    byKey.set(key, value);
  }
  return Object.fromEntries(byKey);
}
