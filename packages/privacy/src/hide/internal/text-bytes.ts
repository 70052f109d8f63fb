import { PrivacyError } from '../../errors.ts';

const UTF_8 = 0;
const UTF_16_LE = 1;

/**
 * Bytes of a string without loss. UTF-8 has no form for lone surrogates, so such text is kept as UTF-16; a first byte says
 * which. Different strings have different bytes.
 */
export function textToBytes(text: string): Buffer {
  return text.isWellFormed()
    ? Buffer.concat([Buffer.of(UTF_8), Buffer.from(text, 'utf8')])
    : Buffer.concat([Buffer.of(UTF_16_LE), Buffer.from(text, 'utf16le')]);
}

/**
 * The string of {@link textToBytes}.
 *
 * @throws PrivacyError `token_unknown` when the first byte names no form.
 */
export function bytesToText(bytes: Buffer): string {
  switch (bytes[0]) {
    case UTF_8:
      return bytes.toString('utf8', 1);
    case UTF_16_LE:
      return bytes.toString('utf16le', 1);
    default:
      throw new PrivacyError('token_unknown', 'the hidden value has no known text form');
  }
}
