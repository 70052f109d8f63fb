import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '@tensorguard/core';
import { PrivacyError } from '../errors.ts';
import type { HideKey } from './hide-key.ts';
import type { TokenVault } from './tokens/token-vault.ts';

/** What operators need besides the value. Operators that need a part that is absent throw. */
export interface HideContext {
  /** The tenant's key, for `hash`, `encrypt` and `fake`. */
  readonly key?: HideKey;
  /** Within one scope, such as a conversation or a data set, `fake` gives the same value for the same input. */
  readonly scope?: string;
  /** Where `token` keeps what it replaced. When given, look-alikes of tokens in the input are replaced too. */
  readonly vault?: TokenVault;
  /** Random bytes for nonces; the system's unless given. */
  readonly random?: (size: number) => Uint8Array;
  /** For dates so old that they tell an age over 89; the system's unless given. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** @throws PrivacyError `key_invalid` when the context has no key. */
export function keyOf(context: HideContext, operator: string): HideKey {
  if (context.key === undefined) throw new PrivacyError('key_invalid', `operator ${operator} needs a key`);
  return context.key;
}

/** Random bytes from the context's source. */
export function randomOf(context: HideContext, size: number): Uint8Array {
  return (context.random ?? randomBytes)(size);
}

/** The time of the context's clock, in milliseconds since 1970. */
export function nowOf(context: HideContext): number {
  return (context.clock ?? systemClock).now();
}
