import type { PrivacyFramework } from './framework.ts';

const redact = { operator: 'redact' } as const;
const generalise = { operator: 'generalise', date: 'year', ageBandYears: 10 } as const;

/** The 18 identifiers that HIPAA's Safe Harbor removes (45 CFR 164.514(b)(2)(i), A to R). */
export const HIPAA_SAFE_HARBOR: PrivacyFramework = {
  name: 'hipaa-safe-harbor',
  title: 'HIPAA Privacy Rule, Safe Harbor method of de-identification',
  identifiers: [
    { reference: '(A)', name: 'Names', types: ['PERSON'], operator: redact },
    {
      reference: '(B)',
      name: 'Geographic subdivisions smaller than a State',
      types: ['STREET_ADDRESS', 'GPE'],
      operator: redact,
      notCovered: 'a place of the size of a State or larger may stay, but is hidden too',
    },
    {
      reference: '(B)',
      name: 'ZIP codes, but for the first three digits of populous areas',
      types: ['ZIP_CODE'],
      operator: generalise,
    },
    // One decimal of a degree is about 11 km: smaller than a State.
    { reference: '(B)', name: 'Geocodes', types: ['GPS_COORDINATES'], operator: redact },
    { reference: '(C)', name: 'Elements of dates, but for the year', types: ['DATE_TIME'], operator: generalise },
    { reference: '(C)', name: 'Ages over 89', types: ['AGE'], operator: generalise },
    { reference: '(D)', name: 'Telephone numbers', types: ['PHONE_NUMBER'], operator: redact },
    {
      reference: '(E)',
      name: 'Fax numbers',
      types: ['PHONE_NUMBER'],
      operator: redact,
    },
    { reference: '(F)', name: 'Electronic mail addresses', types: ['EMAIL_ADDRESS'], operator: redact },
    { reference: '(G)', name: 'Social security numbers', types: ['US_SSN', 'US_ITIN'], operator: redact },
    { reference: '(H)', name: 'Medical record numbers', types: ['MEDICAL_RECORD_NUMBER'], operator: redact },
    { reference: '(I)', name: 'Health plan beneficiary numbers', types: ['US_MBI', 'UK_NHS'], operator: redact },
    {
      reference: '(J)',
      name: 'Account numbers',
      types: ['CREDIT_CARD', 'IBAN_CODE', 'US_BANK_ACCOUNT', 'US_BANK_ROUTING', 'BIC', 'CRYPTO'],
      operator: redact,
    },
    {
      reference: '(K)',
      name: 'Certificate and licence numbers',
      types: ['US_DRIVER_LICENSE', 'US_PASSPORT', 'PASSPORT', 'US_NPI', 'MEDICAL_LICENSE'],
      operator: redact,
    },
    { reference: '(L)', name: 'Vehicle identifiers and serial numbers', types: ['VEHICLE_ID'], operator: redact },
    {
      reference: '(M)',
      name: 'Device identifiers and serial numbers',
      types: ['DEVICE_ID', 'MAC_ADDRESS'],
      operator: redact,
    },
    { reference: '(N)', name: 'Web Universal Resource Locators', types: ['URL', 'DOMAIN_NAME'], operator: redact },
    { reference: '(O)', name: 'Internet Protocol addresses', types: ['IP_ADDRESS'], operator: redact },
    { reference: '(P)', name: 'Biometric identifiers', types: [], notCovered: 'finger and voice prints are not text' },
    { reference: '(Q)', name: 'Full-face photographs', types: [], notCovered: 'pictures are not text' },
    {
      reference: '(R)',
      name: 'Any other unique identifying number, characteristic or code',
      types: ['NATIONAL_ID', 'UK_NINO', 'SECRET'],
      operator: redact,
      notCovered: 'a description that fits one person alone is not found',
    },
  ],
  left: {
    TITLE: 'a form of address or a job tells nobody by itself',
    NRP: 'nationality and religion are not among the identifiers',
    BUSINESS_ID: 'numbers of companies are not among the identifiers unless they are the employer',
    ORGANIZATION: 'names of organisations are not among the identifiers unless they are the employer',
  },
};
