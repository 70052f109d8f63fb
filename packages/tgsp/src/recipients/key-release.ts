import { canonicalBytes, type JsonValue } from '@tensorguard/core';
import { TgspError } from '../errors.ts';
import { decodeBase64, encodeBase64 } from '../internal/base64.ts';
import { wipe } from '../internal/wipe.ts';
import { CONTENT_KEY_BYTES } from '../limits.ts';
import { HPKE_ENC_BYTES, HPKE_TAG_BYTES, hpkeOpen, hpkeSeal } from './hpke.ts';
import {
  checkRecipientPublicKey,
  recipientPrivateKeySchema,
  type RecipientPrivateKey,
  type RecipientPublicKey,
} from './recipient-key.ts';

/** Purpose in the HPKE info of every released key. */
const KEY_RELEASE_PURPOSE = 'tensorguard/tgsp/v2/key-release';

/** Whom, what and how long a released key is for. Further members are bound too. */
export interface KeyReleaseContext {
  readonly agentId: string;
  readonly packageDigest: string;
  /** The nonce of the request that is answered. */
  readonly nonce: string;
  /** RFC 3339 time from which on the agent refuses the key. */
  readonly expiresAt: string;
  readonly [member: string]: JsonValue;
}

/** What {@link sealContentKey} takes. */
export interface SealContentKeyOptions {
  readonly contentKey: Uint8Array;
  readonly recipientPublicKey: RecipientPublicKey;
  readonly context: KeyReleaseContext;
}

/** What {@link openSealedContentKey} takes. */
export interface OpenSealedContentKeyOptions {
  /** Output of {@link sealContentKey}: base64. */
  readonly sealed: string;
  readonly recipientPrivateKey: RecipientPrivateKey;
  /** The context that came with the sealed key. */
  readonly context: KeyReleaseContext;
  /** What the agent itself knows; each member must be equal in the context. */
  readonly expected: Pick<KeyReleaseContext, 'agentId' | 'packageDigest' | 'nonce'>;
  /** Time now, milliseconds since the epoch. */
  readonly now: number;
}

const EXPECTED_MEMBERS = ['agentId', 'packageDigest', 'nonce'] as const;

/**
 * Seals a content key to one agent. The context is bound as HPKE info, so that the result opens for no other agent,
 * package or request. Base mode does not authenticate the sender: send it over an authenticated channel; a wrong key is
 * caught by the commitment in the signed manifest.
 *
 * @throws TgspError `key_malformed`
 */
export async function sealContentKey(options: SealContentKeyOptions): Promise<string> {
  const publicKey = checkRecipientPublicKey(options.recipientPublicKey);
  if (options.contentKey.byteLength !== CONTENT_KEY_BYTES) {
    throw new TgspError('key_malformed', `a content key has ${CONTENT_KEY_BYTES} bytes`);
  }
  const info = releaseInfo(options.context);
  const box = await hpkeSeal(Buffer.from(publicKey.xWing, 'base64'), info, options.contentKey).catch(
    (cause: unknown) => {
      throw new TgspError('key_malformed', 'the recipient key cannot be encrypted to', { cause });
    },
  );
  return encodeBase64(Buffer.concat([box.enc, box.ciphertext]));
}

/**
 * Opens a released content key, 32 bytes; wipe it after use.
 *
 * @throws TgspError `sealed_key_context_mismatch`, `sealed_key_expired`, `sealed_key_invalid`, `key_malformed`
 */
export async function openSealedContentKey(options: OpenSealedContentKeyOptions): Promise<Buffer> {
  const { context, expected, now } = options;
  for (const member of EXPECTED_MEMBERS) {
    if (context[member] !== expected[member]) {
      throw new TgspError('sealed_key_context_mismatch', 'the key was released for something else', {
        details: { member },
      });
    }
  }
  const expiresAt = Date.parse(context.expiresAt);
  if (!(now < expiresAt)) throw new TgspError('sealed_key_expired', 'the released key has expired');
  const key = recipientPrivateKeySchema.safeParse(options.recipientPrivateKey);
  if (!key.success) throw new TgspError('key_malformed', 'not a recipient private key');
  const bytes = decodeBase64(options.sealed);
  if (bytes?.byteLength !== HPKE_ENC_BYTES + CONTENT_KEY_BYTES + HPKE_TAG_BYTES) {
    throw new TgspError('sealed_key_invalid', 'not a sealed content key');
  }
  const seed = Buffer.from(key.data.xWing, 'base64');
  const box = { enc: bytes.subarray(0, HPKE_ENC_BYTES), ciphertext: bytes.subarray(HPKE_ENC_BYTES) };
  try {
    return await hpkeOpen(seed, releaseInfo(context), box);
  } catch (cause) {
    throw new TgspError('sealed_key_invalid', 'the released key does not open', { cause });
  } finally {
    wipe(seed);
  }
}

function releaseInfo(context: KeyReleaseContext): Buffer {
  try {
    return canonicalBytes({ purpose: KEY_RELEASE_PURPOSE, context });
  } catch (cause) {
    throw new TgspError('sealed_key_invalid', 'the context has no canonical JSON form', { cause });
  }
}
