const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
const BECH32 = 1;
const BECH32M = 0x2bc830a3;

function step(state: number, value: number): number {
  const top = state >>> 25;
  let next = ((state & 0x1ffffff) << 5) ^ value;
  for (let bit = 0; bit < 5; bit++) if ((top >>> bit) & 1) next ^= GENERATOR[bit] ?? 0;
  return next >>> 0;
}

/** Which checksum of BIP 173 or BIP 350 a lower-case segwit address satisfies; `undefined` when neither. */
export function bech32Kind(address: string): 'bech32' | 'bech32m' | undefined {
  const split = address.lastIndexOf('1');
  if (split < 1 || address.length - split < 7) return undefined;
  let state = 1;
  for (let index = 0; index < split; index++) state = step(state, address.charCodeAt(index) >>> 5);
  state = step(state, 0);
  for (let index = 0; index < split; index++) state = step(state, address.charCodeAt(index) & 31);
  for (let index = split + 1; index < address.length; index++) {
    const value = ALPHABET.indexOf(address.charAt(index));
    if (value < 0) return undefined;
    state = step(state, value);
  }
  if (state === BECH32) return 'bech32';
  return state === BECH32M ? 'bech32m' : undefined;
}

const CASH_GENERATOR = [0x98f2bc8e61n, 0x79b76d99e2n, 0xf33e5fb3c4n, 0xae2eabe2a8n, 0x1e4f43e470n] as const;

/** Whether an address without its prefix has the checksum of CashAddr for that prefix (Bitcoin Cash, `bitcoincash`). */
export function isCashAddress(prefix: string, address: string): boolean {
  let state = 1n;
  const add = (value: number): void => {
    const top = state >> 35n;
    state = ((state & 0x07ffffffffn) << 5n) ^ BigInt(value);
    for (let bit = 0; bit < 5; bit++) if ((top >> BigInt(bit)) & 1n) state ^= CASH_GENERATOR[bit] ?? 0n;
  };
  for (let i = 0; i < prefix.length; i++) add(prefix.charCodeAt(i) & 31);
  add(0);
  for (let i = 0; i < address.length; i++) {
    const value = ALPHABET.indexOf(address.charAt(i));
    if (value < 0) return false;
    add(value);
  }
  return state === 1n;
}
