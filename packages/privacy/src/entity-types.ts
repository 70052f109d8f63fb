/** Groups of entity types, for rules that speak of many at once. */
export type EntityGroup =
  | 'identity'
  | 'contact'
  | 'finance'
  | 'government'
  | 'health'
  | 'place'
  | 'time'
  | 'network'
  | 'device'
  | 'secret';

/** Every type of finding with its group. Names are the field's (Presidio's), so that labelled data fits. */
export const ENTITY_TYPES = {
  PERSON: 'identity',
  TITLE: 'identity',
  AGE: 'identity',
  NRP: 'identity',
  ORGANIZATION: 'identity',
  EMAIL_ADDRESS: 'contact',
  PHONE_NUMBER: 'contact',
  STREET_ADDRESS: 'place',
  ZIP_CODE: 'place',
  GPE: 'place',
  GPS_COORDINATES: 'place',
  DATE_TIME: 'time',
  URL: 'network',
  DOMAIN_NAME: 'network',
  IP_ADDRESS: 'network',
  MAC_ADDRESS: 'network',
  CREDIT_CARD: 'finance',
  IBAN_CODE: 'finance',
  BIC: 'finance',
  CRYPTO: 'finance',
  US_BANK_ROUTING: 'finance',
  US_BANK_ACCOUNT: 'finance',
  US_SSN: 'government',
  US_ITIN: 'government',
  US_PASSPORT: 'government',
  US_DRIVER_LICENSE: 'government',
  UK_NINO: 'government',
  /** National identity, tax and social numbers with check digits; `recogniser` names the country's number. */
  NATIONAL_ID: 'government',
  PASSPORT: 'government',
  /** Tax and registration numbers of companies; `recogniser` names the country's number. */
  BUSINESS_ID: 'government',
  US_NPI: 'health',
  /** Licences of those who treat patients, such as the number of the DEA. */
  MEDICAL_LICENSE: 'health',
  US_MBI: 'health',
  UK_NHS: 'health',
  MEDICAL_RECORD_NUMBER: 'health',
  VEHICLE_ID: 'device',
  DEVICE_ID: 'device',
  SECRET: 'secret',
} as const satisfies Readonly<Record<string, EntityGroup>>;

/** Type of a finding. */
export type EntityType = keyof typeof ENTITY_TYPES;
