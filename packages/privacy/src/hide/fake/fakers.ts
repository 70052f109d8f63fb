import type { EntityType } from '../../entity-types.ts';
import { fakeEmail, fakePhone } from './contact.ts';
import { fakeDate } from './date.ts';
import type { Faker } from './faker.ts';
import { fakeCard, fakeIban } from './finance.ts';
import { fakeIdentifier, fakeSsn, fakeZip } from './identifier.ts';
import { fakeDomain, fakeIp, fakeMac, fakeUrl } from './network.ts';
import { fakeAge, fakeOrganisation, fakePerson, fakeTitle } from './person.ts';
import { fakeGps, fakeStreetAddress, fakeTown } from './place.ts';

/** How values of each type are invented; `undefined` where there is no believable stand-in. */
export const FAKERS: Readonly<Record<EntityType, Faker | undefined>> = {
  PERSON: fakePerson,
  TITLE: fakeTitle,
  AGE: fakeAge,
  // A person's nationality or faith must not be replaced by another's.
  NRP: undefined,
  ORGANIZATION: fakeOrganisation,
  EMAIL_ADDRESS: fakeEmail,
  PHONE_NUMBER: fakePhone,
  STREET_ADDRESS: fakeStreetAddress,
  ZIP_CODE: fakeZip,
  GPE: fakeTown,
  GPS_COORDINATES: fakeGps,
  DATE_TIME: fakeDate,
  URL: fakeUrl,
  DOMAIN_NAME: fakeDomain,
  IP_ADDRESS: fakeIp,
  MAC_ADDRESS: fakeMac,
  CREDIT_CARD: fakeCard,
  IBAN_CODE: fakeIban,
  BIC: fakeIdentifier,
  CRYPTO: fakeIdentifier,
  US_BANK_ROUTING: fakeIdentifier,
  US_BANK_ACCOUNT: fakeIdentifier,
  US_SSN: fakeSsn,
  US_ITIN: fakeSsn,
  US_PASSPORT: fakeIdentifier,
  US_DRIVER_LICENSE: fakeIdentifier,
  UK_NINO: fakeIdentifier,
  NATIONAL_ID: fakeIdentifier,
  PASSPORT: fakeIdentifier,
  BUSINESS_ID: fakeIdentifier,
  US_NPI: fakeIdentifier,
  MEDICAL_LICENSE: fakeIdentifier,
  US_MBI: fakeIdentifier,
  UK_NHS: fakeIdentifier,
  MEDICAL_RECORD_NUMBER: fakeIdentifier,
  VEHICLE_ID: fakeIdentifier,
  DEVICE_ID: fakeIdentifier,
  SECRET: fakeIdentifier,
};
