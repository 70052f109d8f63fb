import { base58Version } from '../checksums/base58.ts';
import { bech32Kind } from '../checksums/bech32.ts';
import { keccak256 } from '../checksums/keccak.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

const BASE58 = /^[1-9A-HJ-NP-Za-km-z]+$/;
const BITCOIN_VERSIONS: ReadonlySet<number | undefined> = new Set([0, 5]);
const LITECOIN_VERSIONS: ReadonlySet<number | undefined> = new Set([48, 50, 5]);
const RIPPLE_VERSION = 0;

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
  const wallet = walletOf(page.text.slice(start, end));
  if (wallet === undefined) return;
  const cue = page.context(row.context, start, end);
  page.add(
    row,
    start,
    end,
    cue === undefined ? wallet.score : Math.max(wallet.score, wallet.boosted ?? row.boosted),
    wallet.why,
  );
}

/** Addresses of wallets: Bitcoin, Litecoin, Ripple, Ethereum with their checksums; Monero by form. */
export const CRYPTO_ROW: FinderRow = {
  kind: 'finder',
  type: 'CRYPTO',
  name: 'wallet',
  region: 'any',
  anchor: 'number',
  lengths: [25, 95],
  validator: 'base58check, bech32, EIP-55',
  base: 0.98,
  context: ['crypto'],
  boosted: 0.9,
  find: findWallet,
};
