import {
  Ed25519NoteSigner,
  generateLogKeys,
  MlDsa44Cosigner,
  type LogKeys,
  type NoteSigner,
} from '@tensorguard/ledger';
import type { SecretStore } from './secret-store.ts';

/** The signers of checkpoints and what verifies them. */
export interface LogSigners {
  readonly signers: readonly NoteSigner[];
  readonly verifierKeys: readonly string[];
}

/** The keys of a log, by its name; made on the first start. */
export async function openLogSigners(secrets: SecretStore, origin: string): Promise<LogSigners> {
  const bytes = await secrets.loadOrCreate(`log:${origin}`, async () =>
    Buffer.from(JSON.stringify(generateLogKeys({ origin }))),
  );
  const keys = JSON.parse(bytes.toString('utf8')) as LogKeys;
  return {
    signers: [new Ed25519NoteSigner(keys.ed25519), new MlDsa44Cosigner(keys.mlDsa44)],
    verifierKeys: [keys.ed25519.vkey, keys.mlDsa44.vkey],
  };
}
