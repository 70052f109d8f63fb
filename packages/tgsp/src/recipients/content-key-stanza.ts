import { canonicalBytes } from '@tensorguard/core';
import { TgspError } from '../errors.ts';
import { decodeBase64, encodeBase64 } from '../internal/base64.ts';
import { wipe } from '../internal/wipe.ts';
import { CONTENT_KEY_BYTES } from '../limits.ts';
import type { HpkeStanza, KekStanza, Manifest, RecipientStanza } from '../manifest.ts';
import { HPKE_SUITE, hpkeOpen, hpkeSeal } from './hpke.ts';
import type { KekProvider, KeyWrapContext } from './kek-provider.ts';
import {
  checkRecipientPublicKey,
  recipientKeyId,
  recipientPublicKeyOf,
  type RecipientPrivateKey,
  type RecipientPublicKey,
} from './recipient-key.ts';

/** Purpose in the context of every content key that is wrapped inside a package. */
const CONTENT_KEY_PURPOSE = 'tensorguard/tgsp/v2/content-key';

/** What ties a wrapped content key to its package. */
export interface WrapScope {
  readonly name: string;
  readonly version: string;
  /** Base64, as in the manifest. */
  readonly salt: string;
  /** Base64, as in the manifest. */
  readonly keyCommitment: string;
}

/** The scope of a package. */
export function wrapScopeOf(manifest: Manifest): WrapScope {
  const { name, version, keyCommitment, payload } = manifest;
  return { name, version, keyCommitment, salt: payload.salt };
}

/** The context of a wrapped content key; its canonical JSON is the HPKE info. */
function wrapContext(scope: WrapScope): KeyWrapContext {
  const { name, version, salt, keyCommitment } = scope;
  return { purpose: CONTENT_KEY_PURPOSE, name, version, salt, keyCommitment };
}

/** Wraps a content key to a recipient's public key. @throws TgspError `key_malformed` */
export async function wrapToRecipient(
  contentKey: Uint8Array,
  publicKey: RecipientPublicKey,
  scope: WrapScope,
): Promise<HpkeStanza> {
  const checked = checkRecipientPublicKey(publicKey);
  const info = canonicalBytes(wrapContext(scope));
  const box = await hpkeSeal(Buffer.from(checked.xWing, 'base64'), info, contentKey).catch((cause: unknown) => {
    throw new TgspError('key_malformed', 'the recipient key cannot be encrypted to', { cause });
  });
  return {
    kind: 'hpke',
    suite: HPKE_SUITE,
    recipient: recipientKeyId(checked),
    enc: encodeBase64(box.enc),
    ciphertext: encodeBase64(box.ciphertext),
  };
}

/** Wraps a content key with a key vault. */
export async function wrapToKek(contentKey: Uint8Array, provider: KekProvider, scope: WrapScope): Promise<KekStanza> {
  const wrapped = await provider.wrap(contentKey, wrapContext(scope));
  return { kind: 'kek', provider: provider.id, wrapped: encodeBase64(wrapped) };
}

/**
 * Finds the stanza for a key and opens it. The result still has to be checked against the key commitment.
 *
 * @throws TgspError `no_matching_recipient`, `recipient_unwrap_failed`, `key_malformed`
 */
export async function unwrapStanza(
  stanzas: readonly RecipientStanza[],
  unlocker: RecipientPrivateKey | KekProvider,
  scope: WrapScope,
): Promise<Buffer> {
  const contentKey =
    'unwrap' in unlocker ? await withKek(stanzas, unlocker, scope) : await withKey(stanzas, unlocker, scope);
  if (contentKey.byteLength === CONTENT_KEY_BYTES) return contentKey;
  wipe(contentKey);
  throw new TgspError('recipient_unwrap_failed', 'the wrapped key does not have the size of a content key');
}

async function withKey(
  stanzas: readonly RecipientStanza[],
  privateKey: RecipientPrivateKey,
  scope: WrapScope,
): Promise<Buffer> {
  const recipient = recipientKeyId(await recipientPublicKeyOf(privateKey));
  const stanza = stanzas.find((entry) => entry.kind === 'hpke' && entry.recipient === recipient);
  if (stanza?.kind !== 'hpke') throw noMatch({ recipient });
  const seed = Buffer.from(privateKey.xWing, 'base64');
  const box = { enc: Buffer.from(stanza.enc, 'base64'), ciphertext: Buffer.from(stanza.ciphertext, 'base64') };
  try {
    return await hpkeOpen(seed, canonicalBytes(wrapContext(scope)), box);
  } catch (cause) {
    throw new TgspError('recipient_unwrap_failed', 'the content key cannot be unwrapped', { cause });
  } finally {
    wipe(seed);
  }
}

async function withKek(stanzas: readonly RecipientStanza[], provider: KekProvider, scope: WrapScope): Promise<Buffer> {
  const stanza = stanzas.find((entry) => entry.kind === 'kek' && entry.provider === provider.id);
  if (stanza?.kind !== 'kek') throw noMatch({ provider: provider.id });
  try {
    return Buffer.from(await provider.unwrap(decodeBase64(stanza.wrapped) ?? Buffer.alloc(0), wrapContext(scope)));
  } catch (cause) {
    throw new TgspError('recipient_unwrap_failed', 'the key vault does not unwrap the content key', { cause });
  }
}

function noMatch(details: Record<string, string>): TgspError {
  return new TgspError('no_matching_recipient', 'the package is not encrypted to this key', { details });
}
