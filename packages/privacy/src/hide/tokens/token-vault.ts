import { createSecretKey, type KeyObject } from 'node:crypto';
import { PrivacyError } from '../../errors.ts';
import { type HideKey, macOf } from '../hide-key.ts';
import { encodeBase32 } from '../internal/base32.ts';
import { findTokenForms, type TokenPlace, TOKEN_PAYLOAD_CHARS } from './token-form.ts';
import { type HiddenType, TOKEN_WORDS } from './token-words.ts';

/** Entries of a vault unless told otherwise. */
export const DEFAULT_VAULT_ENTRIES = 100_000;
/** Characters of all values of a vault together. */
export const MAX_VAULT_CHARS = 16 * 1024 * 1024;

/** What a token stands for. */
export interface VaultEntry {
  readonly type: HiddenType;
  readonly value: string;
  /** A number or boolean of a JSON document, which becomes one again. */
  readonly isUnquoted: boolean;
}

/** What {@link createTokenVault} needs. */
export interface TokenVaultOptions {
  /** The request or conversation, together with its owner; tokens of one scope mean nothing in another. */
  readonly scope: string;
  readonly key: HideKey;
  /** Default {@link DEFAULT_VAULT_ENTRIES}. */
  readonly maxEntries?: number;
}

/**
 * Values that tokens stand for, of one request or conversation. A token is a telling word and 65 bits of a MAC over scope,
 * type and value (`PERSON_k3v9x2m4w7tqa`): the same value has the same token, and nobody without the key can make one.
 */
export class TokenVault {
  readonly scope: string;
  readonly #key: KeyObject;
  readonly #maxEntries: number;
  readonly #payloads = new Map<string, string>();
  readonly #entries = new Map<string, VaultEntry>();
  readonly #words = new Set<string>();
  #chars = 0;

  /** @throws PrivacyError as {@link createTokenVault} does. */
  constructor(options: TokenVaultOptions) {
    if (typeof options.scope !== 'string' || options.scope === '') {
      throw new PrivacyError('key_invalid', 'a token vault needs a scope');
    }
    const maxEntries = options.maxEntries ?? DEFAULT_VAULT_ENTRIES;
    if (!Number.isInteger(maxEntries) || maxEntries < 1) {
      throw new PrivacyError('limit_exceeded', 'a token vault has room for at least one value');
    }
    this.scope = options.scope;
    this.#maxEntries = maxEntries;
    this.#key = createSecretKey(options.key.mac('token/v1', [options.scope]));
  }

  /** Number of values. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * The token of a value, made when it is new.
   *
   * @throws PrivacyError `limit_exceeded` when the vault is full.
   */
  tokenOf(type: HiddenType, value: string, isUnquoted = false): string {
    const name = `${type}${isUnquoted ? '=' : ':'}${value}`;
    const known = this.#payloads.get(name);
    if (known !== undefined) return `${TOKEN_WORDS[type]}_${known}`;
    if (this.#entries.size >= this.#maxEntries) {
      throw new PrivacyError('limit_exceeded', `a token vault holds at most ${this.#maxEntries} values`);
    }
    if (this.#chars + value.length > MAX_VAULT_CHARS) {
      throw new PrivacyError('limit_exceeded', `a token vault holds at most ${MAX_VAULT_CHARS} characters`);
    }
    const payload = this.#freshPayload(name);
    this.#payloads.set(name, payload);
    this.#entries.set(payload, { type, value, isUnquoted });
    this.#words.add(TOKEN_WORDS[type]);
    this.#chars += value.length;
    return `${TOKEN_WORDS[type]}_${payload}`;
  }

  /** Tokens of this vault in a text, as people and models may have rewritten them. */
  find(text: string): TokenPlace<VaultEntry>[] {
    if (this.#entries.size === 0) return [];
    return findTokenForms(text, (payload) => {
      const entry = this.#entries.get(payload);
      return entry && { words: [TOKEN_WORDS[entry.type]], is: entry };
    });
  }

  /** Puts the values back. Tokens of other vaults, changed tokens and look-alikes stay as they are. */
  restore(text: string): string {
    let output = '';
    let from = 0;
    for (const place of this.find(text)) {
      output += text.slice(from, place.start) + place.is.value;
      from = place.end;
    }
    return from === 0 ? text : output + text.slice(from);
  }

  /** Words that tokens of this vault begin with. */
  words(): readonly string[] {
    return [...this.#words];
  }

  /** Entries in the order in which they were made. */
  entries(): IterableIterator<VaultEntry> {
    return this.#entries.values();
  }

  /** Tells vaults of different keys and scopes apart without telling either. */
  fingerprint(): string {
    return macOf(this.#key, ['fingerprint']).toString('hex');
  }

  #freshPayload(name: string): string {
    for (let attempt = 0; ; attempt += 1) {
      const payload = encodeBase32(macOf(this.#key, ['value', name, String(attempt)])).slice(0, TOKEN_PAYLOAD_CHARS);
      // Two values share 65 bits once in the life of nobody, but then they must still not be mixed up.
      if (!this.#entries.has(payload)) return payload;
    }
  }
}

/**
 * An empty vault.
 *
 * @throws PrivacyError `key_invalid` for an empty scope, `limit_exceeded` for a bound that is not a positive integer.
 */
export function createTokenVault(options: TokenVaultOptions): TokenVault {
  return new TokenVault(options);
}
