import { base58Version } from '../checksums/base58.ts';
import { bech32Kind } from '../checksums/bech32.ts';
import type { Page } from '../internal/page.ts';
import type { FinderRow } from '../pattern-row.ts';

const BASE58 = /^[1-9A-HJ-NP-Za-km-z]+$/;
const BITCOIN_VERSIONS: ReadonlySet<number | undefined> = new Set([0, 5]);
const LITECOIN_VERSIONS: ReadonlySet<number | undefined> = new Set([48, 50, 5]);
const RIPPLE_VERSION = 0;

interface Wallet {
  readonly score: number;
  readonly why: string;
}

function walletOf(value: string): Wallet | undefined {
  const first = value.charAt(0);
  const { length } = value;
  if (length === 42 && /^0x[0-9a-fA-F]{40}$/.test(value)) {
    // The capitals of EIP-55 carry a check, but Keccak-256 is not in node:crypto.
    return { score: 0.8, why: 'Ethereum form' };
  }
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
  page.add(row, start, end, cue === undefined ? wallet.score : Math.max(wallet.score, row.boosted), wallet.why);
}

/** Addresses of wallets: Bitcoin, Litecoin, Ripple with their checksums; Ethereum and Monero by form. */
export const CRYPTO_ROW: FinderRow = {
  kind: 'finder',
  type: 'CRYPTO',
  name: 'wallet',
  region: 'any',
  anchor: 'number',
  lengths: [25, 95],
  validator: 'base58check, bech32',
  base: 0.98,
  context: ['crypto'],
  boosted: 0.9,
  find: findWallet,
};
