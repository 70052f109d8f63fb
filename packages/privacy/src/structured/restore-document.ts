import type { TokenVault } from '../hide/tokens/token-vault.ts';
import { rewriteDocument, type Scalar } from './document-walk.ts';

/**
 * Puts a vault's values back into the strings and keys of a JSON value, as a new value. A string that is exactly the token of a
 * number or boolean becomes that again.
 *
 * @throws PrivacyError `document_invalid` and `limit_exceeded` as `rewriteDocument` does.
 */
export function restoreDocument(value: unknown, vault: TokenVault, maxDepth?: number): unknown {
  return rewriteDocument<undefined>(
    value,
    {
      root: undefined,
      enter: () => undefined,
      key: (key) => vault.restore(key),
      scalar: (value) => (typeof value === 'string' ? restoreString(value, vault) : value),
    },
    maxDepth,
  );
}

function restoreString(text: string, vault: TokenVault): Scalar {
  const [first] = vault.find(text);
  const isWhole = first?.start === 0 && first.end === text.length;
  return isWhole && first.is.isUnquoted ? unquoted(first.is.value) : vault.restore(text);
}

function unquoted(value: string): number | boolean {
  return value === 'true' || value === 'false' ? value === 'true' : Number(value);
}
