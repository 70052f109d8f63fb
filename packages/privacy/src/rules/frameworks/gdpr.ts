import type { PrivacyFramework } from './framework.ts';

const token = { operator: 'token' } as const;
const redact = { operator: 'redact' } as const;

/** Personal data by the General Data Protection Regulation: pseudonymised (article 4(5)), special categories and credentials removed. */
export const GDPR: PrivacyFramework = {
  name: 'gdpr',
  title: 'General Data Protection Regulation (EU) 2016/679',
  identifiers: [
    { reference: 'Art. 4(1)', name: 'Name', types: ['PERSON', 'TITLE'], operator: token },
    {
      reference: 'Art. 4(1)',
      name: 'Identification number',
      types: [
        'NATIONAL_ID',
        'PASSPORT',
        'UK_NINO',
        'US_SSN',
        'US_ITIN',
        'US_PASSPORT',
        'US_DRIVER_LICENSE',
        'US_NPI',
        'MEDICAL_LICENSE',
        // Of a person who trades alone it is personal.
        'BUSINESS_ID',
        'VEHICLE_ID',
      ],
      operator: token,
    },
    {
      reference: 'Art. 4(1)',
      name: 'Location data',
      types: ['STREET_ADDRESS', 'ZIP_CODE', 'GPE', 'GPS_COORDINATES'],
      operator: token,
    },
    {
      reference: 'Art. 4(1), recital 30',
      name: 'Online identifier',
      types: ['IP_ADDRESS', 'MAC_ADDRESS', 'DEVICE_ID', 'URL'],
      operator: token,
    },
    { reference: 'Art. 4(1)', name: 'Contact data', types: ['EMAIL_ADDRESS', 'PHONE_NUMBER'], operator: token },
    {
      reference: 'Art. 4(1)',
      name: 'Economic identity',
      types: ['CREDIT_CARD', 'IBAN_CODE', 'BIC', 'CRYPTO', 'US_BANK_ACCOUNT', 'US_BANK_ROUTING'],
      operator: token,
    },
    { reference: 'Art. 4(1)', name: 'Age and dates that tell a person', types: ['AGE', 'DATE_TIME'], operator: token },
    {
      reference: 'Art. 9(1)',
      name: 'Origin, political opinions, religious beliefs',
      types: ['NRP'],
      operator: redact,
      notCovered: 'trade-union membership and sex life are not found as such',
    },
    {
      reference: 'Art. 9(1)',
      name: 'Data concerning health',
      types: ['MEDICAL_RECORD_NUMBER', 'UK_NHS', 'US_MBI'],
      operator: redact,
      notCovered: 'diagnoses in words are not found',
    },
    { reference: 'Art. 9(1)', name: 'Genetic and biometric data', types: [], notCovered: 'they are not text' },
    { reference: 'Art. 10', name: 'Criminal convictions', types: [], notCovered: 'they are not found in words' },
    { reference: 'Art. 32', name: 'Credentials that open personal data', types: ['SECRET'], operator: redact },
  ],
  left: {
    ORGANIZATION: 'legal persons are not data subjects (recital 14)',
    DOMAIN_NAME: 'the name of a site alone tells no natural person',
  },
};
