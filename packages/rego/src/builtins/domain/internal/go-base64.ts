const ALPHABETS = { standard: /[^A-Za-z0-9+/]/, url: /[^A-Za-z0-9_-]/ } as const;

/** Why a text is not base64; the message is Go's. */
export class Base64Error extends Error {
  constructor(offset: number) {
    super(`illegal base64 data at input byte ${offset}`);
  }
}

/**
 * Decodes base64 as strictly as Go's `StdEncoding` (line ends are skipped, padding is needed).
 *
 * @throws Base64Error
 */
export function decodeBase64(text: string): Buffer {
  return decode(text, 'standard');
}

/**
 * Decodes the alphabet of URLs; padding may be left out.
 *
 * @throws Base64Error
 */
export function decodeBase64Url(text: string): Buffer {
  const missing = text.endsWith('=') ? 0 : [0, 0, 2, 1][text.length % 4]!;
  return decode(text + '='.repeat(missing), 'url');
}

function decode(text: string, alphabet: keyof typeof ALPHABETS): Buffer {
  const body = text.replaceAll(/[\r\n]/g, '');
  const padding = /={0,2}$/.exec(body)![0].length;
  const digits = body.slice(0, body.length - padding);
  const bad = ALPHABETS[alphabet].exec(digits);
  if (bad !== null) throw new Base64Error(bad.index);
  if (body.length % 4 !== 0) throw new Base64Error(body.length - (body.length % 4));
  return Buffer.from(digits, alphabet === 'url' ? 'base64url' : 'base64');
}
