/** Overwrites secrets that are no longer needed. Copies that the runtime made on its own are out of reach. */
export function wipe(...buffers: (Uint8Array | undefined)[]): void {
  for (const buffer of buffers) buffer?.fill(0);
}
