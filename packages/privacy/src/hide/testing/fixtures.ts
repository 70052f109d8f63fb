import type { Finding } from '../../finding.ts';
import type { EntityType } from '../../entity-types.ts';
import { HideKey } from '../hide-key.ts';
import { createTokenVault, type TokenVault } from '../tokens/token-vault.ts';

/** A key that is the same in every test. */
export function testKey(fill = 7, id = 'key-1'): HideKey {
  return new HideKey({ id, secret: new Uint8Array(32).fill(fill) });
}

/** An empty vault of a scope. */
export function testVault(scope = 'conversation-1', key = testKey()): TokenVault {
  return createTokenVault({ scope, key });
}

/** A finding by hand. */
export function found(type: EntityType, start: number, end: number): Finding {
  return { type, start, end, score: 0.9, recogniser: 'test', why: 'by hand' };
}

/** 2026-11-21. */
export const testClock = { now: (): number => Date.UTC(2026, 10, 21) };
