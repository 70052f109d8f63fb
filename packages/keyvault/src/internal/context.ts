import { canonicalBytes, CoreError } from '@tensorguard/core';
import { KeyVaultError } from '../errors.ts';
import type { KeyContext } from '../key-provider.ts';

/** The facts that are authenticated beside the caller's context. */
export type AadFields = Readonly<Record<string, string | number>>;

/** Additional authenticated data: canonical JSON of fixed fields and the context. Errors: `context_invalid`. */
export function aadOf(fields: AadFields, context: KeyContext): Buffer {
  if (typeof context !== 'object' || !Object.values(context).every((value) => typeof value === 'string')) {
    throw new KeyVaultError('context_invalid', 'a context is an object of strings');
  }
  try {
    return canonicalBytes({ ...fields, context });
  } catch (cause) {
    if (!(cause instanceof CoreError)) throw cause;
    throw new KeyVaultError('context_invalid', 'a context is text that JSON can carry', { cause });
  }
}
