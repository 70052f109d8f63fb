const PARTS = /eyJ[\w-]{8,8192}\.[\w-]{2,8192}\.[\w-]{0,2048}/y;

/** End of the signed web token (JWT, JWE) that begins at an offset, or `undefined`. Its header has to be JSON with `alg`. */
export function webTokenAt(text: string, at: number): number | undefined {
  PARTS.lastIndex = at;
  const match = PARTS.exec(text);
  if (match === null) return undefined;
  const token = match[0];
  try {
    const header: unknown = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString());
    return typeof header === 'object' && header !== null && 'alg' in header ? at + token.length : undefined;
  } catch {
    return undefined;
  }
}
