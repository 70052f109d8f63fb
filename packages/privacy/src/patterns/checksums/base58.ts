const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const RIPPLE_ALPHABET = 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz';
const PAYLOAD_BYTES = 25;

/**
 * Version byte of a base58check address of 25 or another count of bytes whose double SHA-256 fits, else `undefined`
 * (Bitcoin wiki, Base58Check; Ripple uses the same with another order of the alphabet).
 */
export function base58Version(address: string, ripple = false, payloadBytes = PAYLOAD_BYTES): number | undefined {
  const alphabet = ripple ? RIPPLE_ALPHABET : ALPHABET;
  const bytes = new Uint8Array(payloadBytes);
  for (const character of address) {
    let carry = alphabet.indexOf(character);
    if (carry < 0) return undefined;
    for (let index = payloadBytes - 1; index >= 0; index--) {
      carry += (bytes[index] ?? 0) * 58;
      bytes[index] = carry & 255;
      carry >>= 8;
    }
    if (carry > 0) return undefined;
  }
  // Loaded here: most texts have no address, and the module takes a tenth of the start.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const once = createHash('sha256')
    .update(bytes.subarray(0, payloadBytes - 4))
    .digest();
  const twice = createHash('sha256').update(once).digest();
  return twice.subarray(0, 4).equals(bytes.subarray(payloadBytes - 4)) ? bytes[0] : undefined;
}
