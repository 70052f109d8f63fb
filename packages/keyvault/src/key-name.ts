import { KeyVaultError } from './errors.ts';
import { KEY_NAME_PATTERN } from './key-provider.ts';

/**
 * Checks the name of a key.
 *
 * @throws KeyVaultError `key_name_invalid`
 */
export function requireKeyName(keyName: string): void {
  if (!KEY_NAME_PATTERN.test(keyName)) {
    throw new KeyVaultError('key_name_invalid', 'a key name has 1 to 63 of a-z, 0-9 and inner hyphens');
  }
}
