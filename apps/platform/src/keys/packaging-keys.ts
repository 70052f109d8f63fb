import {
  generateRecipientKey,
  recipientKeyId,
  recipientPublicKeyOf,
  type RecipientPrivateKey,
  type RecipientPublicKey,
} from '@tensorguard/tgsp';
import type { SecretStore } from './secret-store.ts';

/** The key pair of each tenant that packages are encrypted to. */
export interface PackagingKeys {
  publicKey(tenantId: string): Promise<{ keyId: string; publicKey: string }>;
  privateKey(tenantId: string): Promise<RecipientPrivateKey>;
}

/** Makes the key pairs on first use and keeps them in memory once opened. */
export function createPackagingKeys(secrets: SecretStore): PackagingKeys {
  const pairs = new Map<string, Promise<{ privateKey: RecipientPrivateKey; publicKey: RecipientPublicKey }>>();

  const load = async (tenantId: string) => {
    const bytes = await secrets.loadOrCreate(`packaging:${tenantId}`, async () => {
      return Buffer.from(JSON.stringify((await generateRecipientKey()).privateKey));
    });
    const privateKey = JSON.parse(bytes.toString('utf8')) as RecipientPrivateKey;
    return { privateKey, publicKey: await recipientPublicKeyOf(privateKey) };
  };
  const pairOf = (tenantId: string) => {
    let pair = pairs.get(tenantId);
    if (!pair) {
      pair = load(tenantId);
      pairs.set(tenantId, pair);
      pair.catch(() => pairs.delete(tenantId));
    }
    return pair;
  };

  return {
    async publicKey(tenantId) {
      const { publicKey } = await pairOf(tenantId);
      return { keyId: recipientKeyId(publicKey), publicKey: publicKey.xWing };
    },
    privateKey: async (tenantId) => (await pairOf(tenantId)).privateKey,
  };
}
