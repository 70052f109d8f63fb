import { CliError } from '../../errors.ts';

/** The argument that names an entry. */
export const seqArgument = { help: 'Number of the entry, from 0' };

/** Reads an entry's number. @throws CliError `input_invalid` */
export function parseSeq(text: string): number {
  const seq = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(seq)) return seq;
  throw new CliError('input_invalid', `"${text}" is not the number of an entry`);
}
