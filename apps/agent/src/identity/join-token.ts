import { AgentError } from '../errors.ts';

/** `tgj1.<secret>.<pin>`: secret of 128 bits or more and SHA-256 of the root certificate's DER, both base64url. */
const JOIN_TOKEN = /^tgj1\.([A-Za-z0-9_-]{22,200})\.([A-Za-z0-9_-]{43})$/;

/** A join token, taken apart. */
export interface JoinToken {
  /** As the operator gave it; this is what the platform gets. */
  readonly text: string;
  /** SHA-256 of the DER of the platform's root certificate, 32 bytes. */
  readonly rootPin: Buffer;
}

/** Reads a join token. @throws AgentError `join_token_malformed` */
export function parseJoinToken(text: string): JoinToken {
  const trimmed = text.trim();
  const [, , pin] = JOIN_TOKEN.exec(trimmed) ?? [];
  if (pin === undefined) {
    throw new AgentError('join_token_malformed', 'not a join token: expected tgj1.<secret>.<pin>');
  }
  return { text: trimmed, rootPin: Buffer.from(pin, 'base64url') };
}
