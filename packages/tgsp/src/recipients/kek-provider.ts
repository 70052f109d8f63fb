/** Facts that a wrapped content key is bound to. */
export type KeyWrapContext = Readonly<Record<string, string>>;

/** A key-encryption key in a vault, as far as packages need it. */
export interface KekProvider {
  /** Names the key in a package's recipient stanza; 1 to 256 characters. */
  readonly id: string;
  /** Encrypts a content key (32 bytes); the context must be authenticated. The result has at most 6,144 bytes. */
  wrap(key: Uint8Array, context: KeyWrapContext): Promise<Uint8Array>;
  /** Opens `wrap` under the same context and rejects otherwise. */
  unwrap(wrapped: Uint8Array, context: KeyWrapContext): Promise<Uint8Array>;
}
