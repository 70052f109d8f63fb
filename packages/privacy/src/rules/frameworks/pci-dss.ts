import type { PrivacyFramework } from './framework.ts';

const notCardData = 'not account data of a payment card';

/**
 * Account data of payment cards by PCI DSS 4.0. The standard lets the first six and last four digits be shown (requirement 3.4.1) and
 * forbids to keep verification codes, PINs and track data after authorisation (requirement 3.3).
 */
export const PCI_DSS: PrivacyFramework = {
  name: 'pci-dss',
  title: 'Payment Card Industry Data Security Standard 4.0',
  identifiers: [
    {
      reference: '3.4.1',
      name: 'Primary account number',
      types: ['CREDIT_CARD'],
      operator: { operator: 'mask', keepFirst: 6, keepLast: 4, character: '*', keepSeparators: true },
    },
    {
      reference: '3.3.1.2',
      name: 'Card verification code',
      types: ['SECRET'],
      operator: { operator: 'redact' },
      notCovered: 'a code is found beside a card number or by the name of its field, not by itself',
    },
    {
      reference: '3.3.1.1',
      name: 'Full track data',
      types: [],
      notCovered: 'the card number in it is hidden, the rest of a track is not',
    },
    { reference: '3.3.1.3', name: 'PIN and PIN block', types: [], notCovered: 'four digits are not known to be a PIN' },
    { reference: '3.2', name: 'Cardholder name', types: ['PERSON'], operator: { operator: 'redact' } },
    {
      reference: '3.2',
      name: 'Expiration date and service code',
      types: [],
      notCovered: 'they may be kept, and are not told from other dates and numbers',
    },
    {
      reference: '8.3.2',
      name: 'Passwords and other credentials',
      types: ['SECRET'],
      operator: { operator: 'redact' },
    },
  ],
  left: {
    TITLE: notCardData,
    DATE_TIME: 'an expiration date may be kept, and is not told from other dates',
    AGE: notCardData,
    NRP: notCardData,
    ORGANIZATION: notCardData,
    EMAIL_ADDRESS: notCardData,
    PHONE_NUMBER: notCardData,
    STREET_ADDRESS: notCardData,
    ZIP_CODE: notCardData,
    GPE: notCardData,
    GPS_COORDINATES: notCardData,
    URL: notCardData,
    DOMAIN_NAME: notCardData,
    IP_ADDRESS: notCardData,
    MAC_ADDRESS: notCardData,
    IBAN_CODE: notCardData,
    BIC: notCardData,
    CRYPTO: notCardData,
    US_BANK_ROUTING: notCardData,
    US_BANK_ACCOUNT: notCardData,
    US_SSN: notCardData,
    US_ITIN: notCardData,
    US_PASSPORT: notCardData,
    US_DRIVER_LICENSE: notCardData,
    UK_NINO: notCardData,
    NATIONAL_ID: notCardData,
    PASSPORT: notCardData,
    BUSINESS_ID: notCardData,
    US_NPI: notCardData,
    MEDICAL_LICENSE: notCardData,
    US_MBI: notCardData,
    UK_NHS: notCardData,
    MEDICAL_RECORD_NUMBER: notCardData,
    VEHICLE_ID: notCardData,
    DEVICE_ID: notCardData,
  },
};
