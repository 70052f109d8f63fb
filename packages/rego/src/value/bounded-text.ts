import { RegoError } from '../errors.ts';

/**
 * Longest text of one value, UTF-16 code units. A few rules that put a value twice into the next one make a value which needs
 * little memory and whose text never ends.
 */
const MAX_TEXT_LENGTH = 16 * 1024 * 1024;

/** The text of a value, unless it is too long. @throws RegoError `budget_exceeded` */
export function boundedText(text: string): string {
  if (text.length > MAX_TEXT_LENGTH) throw new RegoError('budget_exceeded', 'a value is too large');
  return text;
}
