import type { PatternRow } from '../pattern-row.ts';
import { EMAIL_ROW } from './email.ts';
import { NETWORK_ROWS } from './network.ts';
import { DEFAULT_PHONE_REGION, phoneRow } from './phone.ts';
import { URL_ROWS } from './url.ts';

/** Mail, web, network addresses and telephone numbers. */
export const CONTACT_ROWS: readonly PatternRow[] = [
  EMAIL_ROW,
  ...URL_ROWS,
  ...NETWORK_ROWS,
  phoneRow(DEFAULT_PHONE_REGION),
];
