import { hash } from 'node:crypto';
import type { Digest } from './digest-pattern.ts';

/** SHA-256 of bytes or of a string's UTF-8 form, as 32 raw bytes. */
export function sha256(data: string | Uint8Array): Buffer {
  return hash('sha256', data, 'buffer');
}

/** SHA-256 of bytes or of a string's UTF-8 form, as text. */
export function digestOf(data: string | Uint8Array): Digest {
  return `sha256:${hash('sha256', data, 'hex')}`;
}
