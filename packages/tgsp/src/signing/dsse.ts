/**
 * Pre-authentication encoding of DSSE v1.0.2: the bytes that a signature covers. Lengths are decimal, so that no two
 * pairs of type and payload have one encoding.
 */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.byteLength} `;
  return Buffer.concat([Buffer.from(head, 'utf8'), payload]);
}
