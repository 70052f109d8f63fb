const ROUNDS = 24;
const LANES = 25;
/** Bytes that Keccak-256 takes in between two permutations: 1600 bits less twice 256. */
const RATE_BYTES = 136;
const DIGEST_BYTES = 32;

/** A lane of 64 bits is two words of 32 bits, the low one first. */
type Words = Int32Array;

function rotateInto(target: Words, at: number, low: number, high: number, by: number): void {
  const [a, b] = by < 32 ? [low, high] : [high, low];
  const bits = by % 32;
  // A shift by 32 would be none.
  target[at] = bits === 0 ? a : (a << bits) | (b >>> (32 - bits));
  target[at + 1] = bits === 0 ? b : (b << bits) | (a >>> (32 - bits));
}

/** Mixes the columns of the five by five lanes (step theta). */
function mixColumns(state: Words, columns: Words, turned: Words): void {
  columns.fill(0);
  for (let i = 0; i < LANES * 2; i++) columns[i % 10]! ^= state[i]!;
  for (let x = 0; x < 5; x++) {
    const next = ((x + 1) % 5) * 2;
    rotateInto(turned, x * 2, columns[next]!, columns[next + 1]!, 1);
    const before = ((x + 4) % 5) * 2;
    turned[x * 2]! ^= columns[before]!;
    turned[x * 2 + 1]! ^= columns[before + 1]!;
  }
  for (let i = 0; i < LANES * 2; i++) state[i]! ^= turned[i % 10]!;
}

/** Turns each lane and moves it to its new place (steps rho and pi). */
function moveLanes(state: Words): void {
  let x = 1;
  let y = 0;
  let low = state[2]!;
  let high = state[3]!;
  for (let t = 0; t < ROUNDS; t++) {
    [x, y] = [y, (2 * x + 3 * y) % 5];
    const at = (x + 5 * y) * 2;
    const nextLow = state[at]!;
    const nextHigh = state[at + 1]!;
    rotateInto(state, at, low, high, (((t + 1) * (t + 2)) / 2) % 64);
    low = nextLow;
    high = nextHigh;
  }
}

/** Combines each lane with the two to its right (step chi). */
function mixRows(state: Words, row: Words): void {
  for (let y = 0; y < LANES * 2; y += 10) {
    row.set(state.subarray(y, y + 10));
    for (let i = 0; i < 10; i++) state[y + i] = row[i]! ^ (~row[(i + 2) % 10]! & row[(i + 4) % 10]!);
  }
}

/** The permutation Keccak-f[1600] (FIPS 202, section 3). */
function permute(state: Words): void {
  const columns = new Int32Array(10);
  const turned = new Int32Array(10);
  // Bits of the round constants come from a shift register (step iota).
  let register = 1;
  for (let round = 0; round < ROUNDS; round++) {
    mixColumns(state, columns, turned);
    moveLanes(state);
    mixRows(state, columns);
    for (let j = 0; j < 7; j++) {
      const bit = (1 << j) - 1;
      if ((register & 1) === 1) state[bit >> 5]! ^= 1 << (bit & 31);
      register = (register << 1) ^ ((register >> 7) * 0x171);
    }
  }
}

/** First byte of the padding before SHA-3 was a standard, which Ethereum keeps. */
const KECCAK_PADDING = 0x01;

/**
 * Keccak-256, 32 bytes. Ethereum took it before FIPS 202 changed the padding (to 0x06), so that `node:crypto` has SHA3-256 but not
 * this one.
 */
export function keccak256(message: Uint8Array, padding = KECCAK_PADDING): Uint8Array {
  const state = new Int32Array(LANES * 2);
  const padded = new Uint8Array((Math.floor(message.length / RATE_BYTES) + 1) * RATE_BYTES);
  padded.set(message);
  padded[message.length]! ^= padding;
  padded[padded.length - 1]! ^= 0x80;
  const words = new DataView(padded.buffer);
  for (let block = 0; block < padded.length; block += RATE_BYTES) {
    for (let i = 0; i < RATE_BYTES / 4; i++) state[i]! ^= words.getInt32(block + i * 4, true);
    permute(state);
  }
  const digest = new DataView(new ArrayBuffer(DIGEST_BYTES));
  for (let i = 0; i < DIGEST_BYTES / 4; i++) digest.setInt32(i * 4, state[i]!, true);
  return new Uint8Array(digest.buffer);
}
