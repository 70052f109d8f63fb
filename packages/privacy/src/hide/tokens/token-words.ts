import type { EntityType } from '../../entity-types.ts';

/** Type of a vault entry: a finding's, or a piece of the input that only looked like a token. */
export type HiddenType = EntityType | 'TOKEN_LOOKALIKE';

/**
 * The word that begins a token of each type: letters only, so that a token has one underscore, and telling, so that a model
 * that reads it knows what stands there.
 */
export const TOKEN_WORDS = {
  PERSON: 'PERSON',
  TITLE: 'TITLE',
  AGE: 'AGE',
  NRP: 'NRP',
  ORGANIZATION: 'ORG',
  EMAIL_ADDRESS: 'EMAIL',
  PHONE_NUMBER: 'PHONE',
  STREET_ADDRESS: 'ADDRESS',
  ZIP_CODE: 'ZIP',
  GPE: 'PLACE',
  GPS_COORDINATES: 'GPS',
  DATE_TIME: 'DATE',
  URL: 'URL',
  DOMAIN_NAME: 'DOMAIN',
  IP_ADDRESS: 'IP',
  MAC_ADDRESS: 'MAC',
  CREDIT_CARD: 'CARD',
  IBAN_CODE: 'IBAN',
  BIC: 'BIC',
  CRYPTO: 'CRYPTO',
  US_BANK_ROUTING: 'ROUTING',
  US_BANK_ACCOUNT: 'ACCOUNT',
  US_SSN: 'SSN',
  US_ITIN: 'ITIN',
  US_PASSPORT: 'USPASSPORT',
  US_DRIVER_LICENSE: 'LICENSE',
  UK_NINO: 'NINO',
  NATIONAL_ID: 'NATIONALID',
  BUSINESS_ID: 'BUSINESS',
  PASSPORT: 'PASSPORT',
  US_NPI: 'NPI',
  MEDICAL_LICENSE: 'MEDLICENSE',
  US_MBI: 'MBI',
  UK_NHS: 'NHS',
  MEDICAL_RECORD_NUMBER: 'MRN',
  VEHICLE_ID: 'VEHICLE',
  DEVICE_ID: 'DEVICE',
  SECRET: 'SECRET',
  TOKEN_LOOKALIKE: 'LITERAL',
} as const satisfies Readonly<Record<HiddenType, string>>;

/** Every word, longest first, so that the first that fits is the longest. */
export const WORDS_LONGEST_FIRST: readonly string[] = Object.values(TOKEN_WORDS).sort((a, b) => b.length - a.length);

/** Letters of the longest word. */
export const MAX_TOKEN_WORD_CHARS = Math.max(...WORDS_LONGEST_FIRST.map((word) => word.length));
