import { PkiError } from './errors.ts';

/** One revoked identity: a whole agent, or a single certificate. */
export type DenyEntry =
  | { readonly kind: 'agent'; readonly agentId: string; readonly revokedAt: number; readonly reason: string }
  | {
      readonly kind: 'serial';
      /** Lower-case hex. */
      readonly serial: string;
      readonly revokedAt: number;
      readonly reason: string;
      /** When the certificate expires anyway; {@link DenySet.prune} drops the entry after it. */
      readonly notAfter?: number;
    };

/** The whole set at a version. JSON-safe. */
export interface DenySetSnapshot {
  readonly version: number;
  readonly entries: readonly DenyEntry[];
}

/** A step from one version to a later one. JSON-safe. */
export interface DenySetUpdate {
  readonly fromVersion: number;
  readonly version: number;
  readonly add: readonly DenyEntry[];
  readonly remove?: readonly DenyKey[];
}

/** What an entry is about. */
export type DenyKey =
  | { readonly kind: 'agent'; readonly agentId: string }
  | { readonly kind: 'serial'; readonly serial: string };

/** The revoked identities that a node refuses at once, kept in memory; looked at on every request and socket. */
export class DenySet {
  #version = 0;
  #agents = new Map<string, DenyEntry>();
  #serials = new Map<string, DenyEntry>();

  /** @throws PkiError `deny_set_invalid` */
  constructor(snapshot: DenySetSnapshot = { version: 0, entries: [] }) {
    this.replace(snapshot);
  }

  /** The version that the set is at; the next update starts from it. */
  get version(): number {
    return this.#version;
  }

  /** Number of entries. */
  get size(): number {
    return this.#agents.size + this.#serials.size;
  }

  /** The entry that refuses this agent or this certificate, or undefined. Constant time in the size of the set. */
  find(identity: { readonly agentId?: string; readonly serial?: string }): DenyEntry | undefined {
    const { agentId, serial } = identity;
    const byAgent = agentId === undefined ? undefined : this.#agents.get(agentId);
    return byAgent ?? (serial === undefined ? undefined : this.#serials.get(serial.toLowerCase()));
  }

  /**
   * Replaces everything.
   *
   * @throws PkiError `deny_set_invalid`; the set then stays as it was
   */
  replace(snapshot: DenySetSnapshot): void {
    requireVersion(snapshot.version);
    const agents = new Map<string, DenyEntry>();
    const serials = new Map<string, DenyEntry>();
    for (const entry of snapshot.entries) insert(normal(entry), agents, serials);
    this.#agents = agents;
    this.#serials = serials;
    this.#version = snapshot.version;
  }

  /**
   * Applies a step. One that ends at or before the present version changes nothing, so that delivery may repeat.
   *
   * @throws PkiError `deny_set_gap` when the step does not start at the present version, `deny_set_invalid`; the set then stays
   *   as it was
   */
  apply(update: DenySetUpdate): void {
    requireVersion(update.version);
    requireVersion(update.fromVersion);
    if (update.version <= update.fromVersion) throw invalid('an update goes forward');
    if (update.version <= this.#version) return;
    if (update.fromVersion !== this.#version) {
      throw new PkiError('deny_set_gap', 'updates are missing; fetch a snapshot', {
        details: { version: this.#version, fromVersion: update.fromVersion },
      });
    }
    const added = update.add.map((entry) => normal(entry));
    const removed = (update.remove ?? []).map((key) => normal(key));
    for (const key of removed) {
      if (key.kind === 'agent') this.#agents.delete(key.agentId);
      else this.#serials.delete(key.serial);
    }
    for (const entry of added) insert(entry, this.#agents, this.#serials);
    this.#version = update.version;
  }

  /** Drops entries of certificates that have expired at `now`; returns how many. The version stays. */
  prune(now: number): number {
    let dropped = 0;
    for (const [serial, entry] of this.#serials) {
      if (entry.kind !== 'serial' || entry.notAfter === undefined || entry.notAfter >= now) continue;
      this.#serials.delete(serial);
      dropped++;
    }
    return dropped;
  }

  /** Everything, for another node. */
  snapshot(): DenySetSnapshot {
    return { version: this.#version, entries: [...this.#agents.values(), ...this.#serials.values()] };
  }
}

const SERIAL = /^[0-9a-f]{1,40}$/;

/** A copy of an entry or key with its serial in the one form that look-ups use. */
function normal<T extends DenyEntry | DenyKey>(item: T): T {
  if (item.kind === 'agent') return { ...item };
  const serial = item.serial.toLowerCase();
  if (!SERIAL.test(serial)) throw invalid('a serial is hex of at most 20 bytes');
  return { ...item, serial };
}

function insert(entry: DenyEntry, agents: Map<string, DenyEntry>, serials: Map<string, DenyEntry>): void {
  if (entry.kind === 'agent') agents.set(entry.agentId, entry);
  else serials.set(entry.serial, entry);
}

function requireVersion(version: number): void {
  if (!Number.isSafeInteger(version) || version < 0) throw invalid('a version is a non-negative integer');
}

function invalid(reason: string): PkiError {
  return new PkiError('deny_set_invalid', `not a usable deny set: ${reason}`, { details: { reason } });
}
