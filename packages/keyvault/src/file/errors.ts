import { KeyVaultError } from '../errors.ts';

/** What an operating system error means for a vault in a folder. */
export function fromSystemError(error: unknown, what: string): KeyVaultError {
  if (error instanceof KeyVaultError) return error;
  switch (systemCode(error)) {
    case 'ENOENT':
      return new KeyVaultError('vault_missing', `${what}: not there`, { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'ELOOP':
      return new KeyVaultError('vault_permissions', `${what}: not permitted`, { cause: error });
    case undefined:
    default:
      return new KeyVaultError('vault_unavailable', `${what}: not available`, { cause: error });
  }
}

/** The `code` of a Node system error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function corrupted(what: string, cause?: unknown): KeyVaultError {
  return new KeyVaultError('vault_corrupted', `${what} is damaged`, cause === undefined ? {} : { cause });
}
