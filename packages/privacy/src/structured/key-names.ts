import type { EntityType } from '../entity-types.ts';
import { normalise } from '../text/normalise.ts';

/** Longer keys are data, not names. */
const MAX_KEY_NAME_CHARS = 64;
/** As long as such a key may be with characters that are not seen. */
const MAX_WRITTEN_KEY_CHARS = 1_024;
const NOT_ASCII = /[^ -~]/;

/** Key names, without case and punctuation, whose value is of a type whatever it looks like. */
const WHOLE_VALUE_KEYS: ReadonlyMap<string, EntityType> = tableOf({
  PERSON:
    'firstname lastname middlename fullname givenname familyname surname forename maidenname patientname customername cardholder cardholdername accountholder nameoncard',
  EMAIL_ADDRESS: 'email emailaddress useremail contactemail',
  PHONE_NUMBER: 'phone phonenumber telephone tel mobile mobilephone cell cellphone fax faxnumber homephone workphone',
  STREET_ADDRESS: 'street streetaddress addressline1 addressline2 address1 address2 homeaddress',
  ZIP_CODE: 'zip zipcode postcode postalcode',
  DATE_TIME: 'dob dateofbirth birthdate birthday',
  AGE: 'age patientage',
  CREDIT_CARD: 'cardnumber creditcard creditcardnumber ccnumber pan primaryaccountnumber',
  IBAN_CODE: 'iban',
  BIC: 'bic swift swiftcode',
  US_BANK_ROUTING: 'routingnumber abarouting',
  US_BANK_ACCOUNT: 'accountnumber bankaccount bankaccountnumber',
  US_SSN: 'ssn socialsecurity socialsecuritynumber',
  US_ITIN: 'itin',
  UK_NINO: 'nino nationalinsurancenumber',
  UK_NHS: 'nhsnumber',
  US_NPI: 'npi npinumber',
  US_MBI: 'mbi medicarenumber',
  PASSPORT: 'passport passportnumber passportno',
  US_DRIVER_LICENSE: 'driverslicense driverlicense driverslicence licensenumber licencenumber',
  NATIONAL_ID: 'nationalid nationalidnumber personalnumber taxid taxnumber',
  MEDICAL_RECORD_NUMBER: 'mrn medicalrecordnumber patientid',
  VEHICLE_ID: 'vin vehicleid licenseplate numberplate',
  DEVICE_ID: 'deviceid imei imsi serialnumber',
  IP_ADDRESS: 'ip ipaddress clientip remoteip remoteaddr',
  MAC_ADDRESS: 'mac macaddress',
  GPS_COORDINATES: 'lat latitude lng lon longitude gps',
  SECRET:
    'password passwd pwd passphrase secret clientsecret apikey secretkey accesskey privatekey accesstoken refreshtoken authtoken authorization bearertoken cvv cvc cvv2 cvc2 csc cardverificationcode securitycode pin',
});

/** Ends of key names whose values are secret, whatever comes before: `userPassword`, `x-api-key`. */
const SECRET_ENDS: ReadonlySet<string> = new Set(
  'password passwd pwd passphrase apikey secretkey accesskey privatekey clientsecret accesstoken refreshtoken authtoken'.split(
    ' ',
  ),
);
/** Most words at the end of a key that are looked at. */
const MAX_END_WORDS = 2;

/** The type of value that a key's name promises: `{"home_phone": …}`, `{"emails": […]}`. `undefined` when it promises none. */
export function typeOfKeyName(written: string): EntityType | undefined {
  if (written.length > MAX_WRITTEN_KEY_CHARS) return undefined;
  const key = NOT_ASCII.test(written) ? normalise(written).text : written;
  if (key.length > MAX_KEY_NAME_CHARS) return undefined;
  const name = key.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
  for (const each of [name, name.replace(/s$/, ''), name.replace(/es$/, '')]) {
    const type = WHOLE_VALUE_KEYS.get(each);
    if (type !== undefined) return type;
  }
  const words = key.match(/\p{Lu}?\p{Ll}+|\p{Lu}+|\p{N}+/gu) ?? [];
  for (let count = 1; count <= MAX_END_WORDS; count++) {
    if (SECRET_ENDS.has(words.slice(-count).join('').toLowerCase())) return 'SECRET';
  }
  return undefined;
}

function tableOf(words: Readonly<Partial<Record<EntityType, string>>>): ReadonlyMap<string, EntityType> {
  const entries = Object.entries(words) as [EntityType, string][];
  return new Map(entries.flatMap(([type, names]) => names.split(' ').map((name) => [name, type])));
}
