const BASIC_PLANE_END = 0x1_0000;
const LAST_CODE_POINT = 0x10_ffff;
/** Of the other planes each so many-th character is looked at: their scripts come in longer blocks. */
const SAMPLE_STEP = 32;
const BITS = 32;
const SIZE = BASIC_PLANE_END + Math.ceil((LAST_CODE_POINT + 1 - BASIC_PLANE_END) / SAMPLE_STEP);

/** A set of characters, as bits: all of the basic plane, samples of the others. */
export class CharacterSet {
  static readonly none = new CharacterSet(new Uint32Array(Math.ceil(SIZE / BITS)));
  static readonly all = new CharacterSet(new Uint32Array(Math.ceil(SIZE / BITS)).fill(0xffff_ffff));
  static readonly #known = new Map<string, CharacterSet>();

  readonly #bits: Uint32Array;

  private constructor(bits: Uint32Array) {
    this.#bits = bits;
  }

  /** The characters that `source`, a pattern for one character, matches under `flags`. */
  static of(source: string, flags: string): CharacterSet {
    const key = `${source}/${flags}`;
    const known = CharacterSet.#known.get(key);
    if (known !== undefined) return known;
    const regex = new RegExp(`^(?:${source})$`, flags);
    const bits = new Uint32Array(Math.ceil(SIZE / BITS));
    const last = flags.includes('u') || flags.includes('v') ? SIZE : BASIC_PLANE_END;
    for (let index = 0; index < last; index++) {
      const point = index < BASIC_PLANE_END ? index : BASIC_PLANE_END + (index - BASIC_PLANE_END) * SAMPLE_STEP;
      if (regex.test(String.fromCodePoint(point))) bits[index >>> 5]! |= 1 << (index & 31);
    }
    const set = new CharacterSet(bits);
    CharacterSet.#known.set(key, set);
    return set;
  }

  /** Characters that are not in it. */
  get others(): CharacterSet {
    return new CharacterSet(this.#bits.map((bits) => ~bits));
  }

  /** Whether a character is in both. */
  meets(other: CharacterSet): boolean {
    return this.#bits.some((bits, index) => (bits & (other.#bits[index] ?? 0)) !== 0);
  }

  /** Characters of either. */
  union(other: CharacterSet): CharacterSet {
    if (this === CharacterSet.none) return other;
    if (other === CharacterSet.none) return this;
    return new CharacterSet(this.#bits.map((bits, index) => bits | (other.#bits[index] ?? 0)));
  }
}
