import { base58Version } from '../checksums/base58.ts';
import { bech32Kind, isCashAddress } from '../checksums/bech32.ts';
import { keccak256 } from '../checksums/keccak.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

const BASE58 = /^[1-9A-HJ-NP-Za-km-z]+$/;
const BITCOIN_VERSIONS: ReadonlySet<number | undefined> = new Set([0, 5]);
const LITECOIN_VERSIONS: ReadonlySet<number | undefined> = new Set([48, 50, 5]);
const RIPPLE_VERSION = 0;
/** Chains with base58check by first letter: name, version byte, bytes of the payload. */
const BASE58_CHAINS: Readonly<Record<string, readonly [chain: string, version: number, bytes: number]>> = {
  T: ['Tron', 0x41, 25],
  D: ['Dogecoin', 30, 25],
  A: ['Dogecoin', 22, 25],
  X: ['Dash', 76, 25],
  t: ['Zcash or Tezos', 0x1c, 26],
};
/** Human-readable parts that are no wallets: keys and notes of Nostr, keys of age, invoices. */
const NO_WALLETS = /^(?:nsec|npub|note|nprofile|nevent|naddr|age|ln)/;
const BECH32 = /^[a-z]{2,16}1[02-9ac-hj-np-z]{38,104}$/;
const CASH_PREFIXES = ['bitcoincash', 'bchtest', 'ecash'] as const;
/** A hash in base58 of 32 bytes has no checksum: only a word near tells a wallet of Solana. */
const SOLANA_SCORE = 0.75;
const SOLANA_WORDS = /(?:^|[^\p{L}])(?:sol|solana|spl|phantom|wallet)(?:[^\p{L}]|$)/iu;
const SOLANA_CHARS = 48;

interface Wallet {
  readonly score: number;
  /** Score beside a word of the context when the row's is too high. */
  readonly boosted?: number;
  readonly why: string;
}

/** Whether the capitals of 40 hex digits are those that the hash of the small ones asks for (EIP-55). */
export function hasEip55Capitals(digits: string): boolean {
  const small = digits.toLowerCase();
  const hash = keccak256(new TextEncoder().encode(small));
  for (let i = 0; i < small.length; i++) {
    const half = (hash[i >> 1]! >> (i % 2 === 0 ? 4 : 0)) & 15;
    if (digits[i] !== (half >= 8 ? small[i]!.toUpperCase() : small[i])) return false;
  }
  return true;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const CRC16_POLYNOMIAL = 0x1021;

/** Whether base32 text ends in the CRC-16 (XMODEM, low byte first) of what is before it, as keys of Stellar do (SEP 23). */
function hasBase32Crc16(text: string): boolean {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const character of text) {
    const value = BASE32.indexOf(character);
    if (value < 0) return false;
    buffer = ((buffer << 5) | value) & 0xffff;
    bits += 5;
    if (bits >= 8) bytes.push((buffer >> (bits -= 8)) & 255);
  }
  let crc = 0;
  for (const byte of bytes.slice(0, -2)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? CRC16_POLYNOMIAL : 0)) & 0xffff;
  }
  return bytes.at(-2) === (crc & 255) && bytes.at(-1) === crc >> 8;
}

function ethereumWallet(digits: string): Wallet {
  // In one case only there is no check.
  if (digits === digits.toLowerCase() || digits === digits.toUpperCase()) return { score: 0.8, why: 'Ethereum form' };
  if (hasEip55Capitals(digits)) return { score: 0.98, why: 'EIP-55 capitals' };
  return { score: 0.6, boosted: 0.75, why: 'Ethereum form; EIP-55 capitals fail' };
}

function walletOf(value: string): Wallet | undefined {
  const first = value.charAt(0);
  const { length } = value;
  if (length === 42 && /^0x[0-9a-fA-F]{40}$/.test(value)) return ethereumWallet(value.slice(2));
  const lower = value.toLowerCase();
  if (
    (lower.startsWith('bc1') || lower.startsWith('ltc1')) &&
    length >= 14 &&
    (lower === value || value === value.toUpperCase())
  ) {
    const kind = bech32Kind(lower);
    return kind === undefined ? undefined : { score: 0.98, why: `${kind} checksum` };
  }
  if (length >= 42 && lower === value && BECH32.test(value) && !NO_WALLETS.test(value)) {
    const kind = bech32Kind(value);
    if (kind !== undefined) return { score: 0.95, why: `${kind} checksum` };
  }
  if (length === 42 && (first === 'q' || first === 'p') && CASH_PREFIXES.some((prefix) => isCashAddress(prefix, value)))
    return { score: 0.98, why: 'CashAddr checksum' };
  if (length === 56 && first === 'G' && hasBase32Crc16(value)) return { score: 0.98, why: 'Stellar CRC-16' };
  if (length >= 33 && length <= 36 && BASE58.test(value)) {
    const chain = BASE58_CHAINS[first];
    if (chain !== undefined && base58Version(value, false, chain[2]) === chain[1])
      return { score: 0.98, why: `${chain[0]} base58check` };
    if (/^tz[1-4]/.test(value) && base58Version(value, false, 27) === 6)
      return { score: 0.98, why: 'Tezos base58check' };
  }
  if (length >= 25 && length <= 35 && BASE58.test(value)) {
    if ((first === '1' || first === '3') && BITCOIN_VERSIONS.has(base58Version(value)))
      return { score: 0.98, why: 'Bitcoin base58check' };
    if ((first === 'L' || first === 'M') && LITECOIN_VERSIONS.has(base58Version(value)))
      return { score: 0.98, why: 'Litecoin base58check' };
    if (first === 'r' && base58Version(value, true) === RIPPLE_VERSION)
      return { score: 0.98, why: 'Ripple base58check' };
  }
  if (length === 95 && (first === '4' || first === '8') && BASE58.test(value))
    return { score: 0.7, why: 'Monero form' };
  return undefined;
}

function findWallet(page: Page, row: FinderRow, start: number, end: number): void {
  const { text } = page;
  const wallet = walletOf(text.slice(start, end));
  if (wallet === undefined) {
    findSolana(page, row, start, end);
    return;
  }
  if (text.charCodeAt(start - 1) === 58 && wallet.why.startsWith('CashAddr')) {
    const prefix = CASH_PREFIXES.find((each) => text.endsWith(each, start - 1));
    if (prefix !== undefined) start -= prefix.length + 1;
  }
  const cue = page.context(row.context, start, end);
  page.add(
    row,
    start,
    end,
    cue === undefined ? wallet.score : Math.max(wallet.score, wallet.boosted ?? row.boosted),
    wallet.why,
  );
}

function findSolana(page: Page, row: FinderRow, start: number, end: number): void {
  if (end - start < 32 || end - start > 44) return;
  const { text } = page;
  const before = text.slice(Math.max(0, start - SOLANA_CHARS), start);
  if (!SOLANA_WORDS.test(before)) return;
  const value = text.slice(start, end);
  // Hexadecimal digits are a hash of something else.
  if (BASE58.test(value) && /[g-z]/.test(value) && /[A-Z]/.test(value))
    page.add(row, start, end, SOLANA_SCORE, 'base58 beside a word for Solana');
}

/** Addresses of wallets: Bitcoin, Litecoin, Ripple, Ethereum and other chains with their checksums; Monero by form, Solana beside words. */
export const CRYPTO_ROW: FinderRow = {
  kind: 'finder',
  type: 'CRYPTO',
  name: 'wallet',
  region: 'any',
  anchor: 'number',
  lengths: [25, 112],
  validator: 'base58check, bech32, EIP-55',
  base: 0.98,
  context: ['crypto'],
  boosted: 0.9,
  find: findWallet,
};
