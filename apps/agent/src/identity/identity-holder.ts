import type { SigningPublicKey } from '@tensorguard/tgsp';
import { isoTime, type Clock } from '@tensorguard/core';
import { AgentError } from '../errors.ts';
import { verificationKeys, type WireKey } from './directive-keys.ts';
import type { IdentityFile } from './identity-file.ts';
import type { ActiveIdentity } from './identity.ts';

/** The live identity. Changes are on disk before they are in force, one after the other. */
export class IdentityHolder {
  readonly #file: IdentityFile;
  readonly #clock: Clock;
  #current: ActiveIdentity;
  #directiveKeys: readonly SigningPublicKey[];
  #writing: Promise<unknown> = Promise.resolve();
  #revoked = false;

  constructor(file: IdentityFile, identity: ActiveIdentity, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
    this.#current = identity;
    this.#directiveKeys = verificationKeys(identity.directiveKeys);
  }

  get current(): ActiveIdentity {
    return this.#current;
  }

  get directiveKeys(): readonly SigningPublicKey[] {
    return this.#directiveKeys;
  }

  get isRevoked(): boolean {
    return this.#revoked;
  }

  /** Whether the certificate has run out. */
  get isExpired(): boolean {
    return this.#clock.now() >= this.#current.notAfter;
  }

  /** Replaces a part of the identity. @throws AgentError `state_unwritable`, `identity_revoked` */
  update(change: Partial<ActiveIdentity>): Promise<void> {
    return this.#serially(async () => {
      if (this.#revoked) throw new AgentError('identity_revoked', 'the identity is revoked');
      const next = { ...this.#current, ...change };
      await this.#file.write(next);
      this.#current = next;
    });
  }

  /**
   * Takes over directive keys that came over the authenticated connection. An answer without a usable key changes nothing:
   * an agent must always know somebody whose orders it follows.
   *
   * @throws AgentError `state_unwritable`
   */
  async useDirectiveKeys(keys: readonly WireKey[]): Promise<void> {
    const usable = verificationKeys(keys);
    if (usable.length === 0 || JSON.stringify(keys) === JSON.stringify(this.#current.directiveKeys)) return;
    await this.update({ directiveKeys: [...keys] });
    this.#directiveKeys = usable;
  }

  /** Erases the keys from disk and memory for good; what is left says that the identity is revoked. */
  revoke(): Promise<void> {
    this.#revoked = true;
    const { agentId, tenantId } = this.#current;
    this.#directiveKeys = [];
    this.#current = { ...this.#current, privateKeyPem: '', recipientKey: { ...this.#current.recipientKey, xWing: '' } };
    return this.#serially(() =>
      this.#file.replaceAndErase({
        v: 1,
        state: 'revoked',
        agentId,
        tenantId,
        revokedAt: isoTime(this.#clock.now()),
      }),
    );
  }

  #serially(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work);
    this.#writing = done.catch(() => undefined);
    return done;
  }
}
