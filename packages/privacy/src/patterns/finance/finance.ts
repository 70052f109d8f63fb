import type { PatternRow } from '../pattern-row.ts';
import { CARD_CODE_ROWS, CARD_ROW } from './card.ts';
import { CRYPTO_ROW } from './crypto.ts';
import { BIC_ROW, FIN_BIC_ROW, IBAN_ROW } from './iban.ts';
import { US_BANK_ROWS } from './us-bank.ts';

/** Cards, accounts, banks and wallets. */
export const FINANCE_ROWS: readonly PatternRow[] = [
  CARD_ROW,
  ...CARD_CODE_ROWS,
  IBAN_ROW,
  BIC_ROW,
  FIN_BIC_ROW,
  CRYPTO_ROW,
  ...US_BANK_ROWS,
];
