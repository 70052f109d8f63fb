/** Decodes base64url; undefined unless it is the one way to write those bytes, so that no ciphertext has two texts. */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
