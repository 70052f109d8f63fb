import type { Location } from '../errors.ts';
import { RegoError } from '../errors.ts';
import type { Local } from './ir.ts';

/** The slots of the frame of one rule. */
export class Frame {
  readonly names: string[] = ['result'];

  add(name: string): number {
    return this.names.push(name) - 1;
  }
}

/**
 * Variables of one body. A name that is nowhere declared belongs to the outermost body around it in which it appears
 * outside of closures, so that a closure shares it with that body.
 */
export class Scope {
  readonly frame: Frame;
  readonly #parent: Scope | undefined;
  readonly #ownNames: ReadonlySet<string>;
  readonly #declared = new Map<string, { readonly slot: number; readonly how: 'assigned' | 'declared' }>();
  readonly #implicit = new Map<string, number>();
  readonly #used = new Map<number, Local>();

  /** `ownNames` are the names that appear in the body outside of closures. */
  constructor(frame: Frame, parent: Scope | undefined, ownNames: ReadonlySet<string>) {
    this.frame = frame;
    this.#parent = parent;
    this.#ownNames = ownNames;
  }

  /** Makes a variable that hides others of its name from here on. @throws RegoError `rego_compile_error` */
  declare(name: string, how: 'assigned' | 'declared' | 'argument', location: Location): Local {
    const earlier = this.#declared.get(name);
    if (how !== 'argument' && earlier !== undefined) {
      throw new RegoError('rego_compile_error', `var ${name} ${earlier.how} above`, { location });
    }
    if (this.#implicit.has(name)) {
      throw new RegoError('rego_compile_error', `var ${name} referenced above`, { location });
    }
    const slot = earlier?.slot ?? this.frame.add(name);
    this.#declared.set(name, { slot, how: how === 'assigned' ? 'assigned' : 'declared' });
    return this.#use({ kind: 'local', slot, name, location });
  }

  /** The declared variable of a name, here or around. */
  declared(name: string, location: Location): Local | undefined {
    const own = this.#declared.get(name);
    const slot = own?.slot ?? this.#parent?.declared(name, location)?.slot;
    return slot === undefined ? undefined : this.#use({ kind: 'local', slot, name, location });
  }

  /** The variable of a name that is nowhere declared. */
  implicit(name: string, location: Location): Local {
    const slot = this.#shared(name) ?? this.#own(name);
    return this.#use({ kind: 'local', slot, name, location });
  }

  /** Ends a closure: the variables it uses that are not its own. The body around it uses them too. */
  close(): readonly Local[] {
    const mine = new Set([...this.#implicit.values(), ...[...this.#declared.values()].map((each) => each.slot)]);
    const outer = [...this.#used.values()].filter((local) => !mine.has(local.slot));
    for (const local of outer) this.#parent?.adopt(local);
    return outer;
  }

  adopt(local: Local): void {
    this.#used.set(local.slot, local);
  }

  #use(local: Local): Local {
    if (!this.#used.has(local.slot)) this.#used.set(local.slot, local);
    return local;
  }

  /** Slot of the name in the outermost body around this one in which it appears. */
  #shared(name: string): number | undefined {
    const around = this.#parent === undefined ? undefined : this.#parent.#shared(name);
    if (around !== undefined) return around;
    return this.#ownNames.has(name) ? this.#own(name) : undefined;
  }

  #own(name: string): number {
    let slot = this.#implicit.get(name);
    if (slot === undefined) {
      slot = this.frame.add(name);
      this.#implicit.set(name, slot);
    }
    return slot;
  }
}
