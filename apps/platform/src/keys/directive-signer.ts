import { createHybridSigner, generateSigningKey, type HybridSigner, type SigningPrivateKey } from '@tensorguard/tgsp';
import type { SecretStore } from './secret-store.ts';

/** The hybrid key that signs directives; made on the first start. */
export async function openDirectiveSigner(secrets: SecretStore): Promise<HybridSigner> {
  const bytes = await secrets.loadOrCreate('directive-signer', async () => {
    return Buffer.from(JSON.stringify(generateSigningKey().privateKey));
  });
  return createHybridSigner(JSON.parse(bytes.toString('utf8')) as SigningPrivateKey);
}
