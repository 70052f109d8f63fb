import { operatorRoutes } from '@tensorguard/contract';
import { recipientKeyId, recipientPublicKey, type RecipientPublicKey } from '@tensorguard/tgsp';
import type { ApiSession } from '../../api/api-session.ts';
import { CliError } from '../../errors.ts';
import { readRecipientPublicKey } from './key-files.ts';

/** Word that stands for the key of the platform. */
const PLATFORM_RECIPIENT = 'platform';

/** Reads a recipient from a key file, or asks the platform for its key. */
export async function recipientOf(
  given: string,
  path: (given: string) => string,
  api: () => Promise<ApiSession>,
): Promise<RecipientPublicKey> {
  if (given !== PLATFORM_RECIPIENT) return readRecipientPublicKey(path(given));
  const { keyId, publicKey } = await (await api()).call(operatorRoutes.getPackagingKey, {});
  const key = recipientPublicKey(publicKey);
  if (recipientKeyId(key) === keyId) return key;
  throw new CliError('answer_unexpected', 'the packaging key of the platform does not have the id that it claims');
}
