/** Abbreviations by offset in hours. An offset that is absent has no abbreviation of letters. */
type NamesByOffset = Readonly<Record<number, string>>;

const NONE: NamesByOffset = {};

/**
 * Abbreviations of the IANA database that the locale data of the runtime has not, or has otherwise. Checked against all
 * zones of Go's copy of the database for 2005, 2015 and 2024.
 */
const GROUPS: readonly (readonly [NamesByOffset, string])[] = [
  [{ [-10]: 'HST', [-9]: 'HDT' }, 'America/Adak America/Atka US/Aleutian'],
  [
    { [-7]: 'MST', [-6]: 'MDT' },
    'America/Chihuahua America/Ciudad_Juarez America/Hermosillo America/Mazatlan Mexico/BajaSur',
  ],
  [{ [-8]: 'PST', [-7]: 'MST' }, 'America/Dawson America/Whitehorse Canada/Yukon'],
  [{ [-5]: 'CST', [-4]: 'CDT' }, 'America/Havana Cuba'],
  [{ 1: 'WAT', 2: 'CAT' }, 'Africa/Windhoek'],
  [{ 8: 'CST' }, 'Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Macao Asia/Macau Asia/Shanghai Asia/Taipei PRC ROC'],
  [{ 7: 'WIB' }, 'Asia/Jakarta Asia/Pontianak'],
  [{ 8: 'WITA' }, 'Asia/Makassar Asia/Ujung_Pandang'],
  [{ 9: 'WIT' }, 'Asia/Jayapura'],
  [{ 2: 'IST', 3: 'IDT' }, 'Asia/Jerusalem Asia/Tel_Aviv Israel'],
  [{ 5: 'PKT', 6: 'PKST' }, 'Asia/Karachi'],
  [{ 8: 'PST' }, 'Asia/Manila'],
  [{ 8.5: 'KST', 9: 'KST' }, 'Asia/Pyongyang Asia/Seoul ROK'],
  [{ 9: 'JST' }, 'Asia/Tokyo Japan'],
  [{ 0: 'GMT' }, 'Etc/GMT Etc/GMT+0 Etc/GMT-0 Etc/GMT0 Etc/Greenwich GMT GMT+0 GMT-0 GMT0 Greenwich'],
  [{ 0: 'GMT', 1: 'BST' }, 'Europe/Guernsey Europe/Isle_of_Man Europe/Jersey'],
  [{ 3: 'MSK', 4: 'MSD' }, 'Europe/Kirov Europe/Moscow Europe/Simferopol Europe/Volgograd W-SU'],
  [{ 1: 'MET', 2: 'MEST' }, 'MET'],
  [{ 10: 'ChST' }, 'Pacific/Guam Pacific/Saipan'],
  [{ [-11]: 'SST' }, 'Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa'],
  [
    NONE,
    'Africa/Casablanca Africa/El_Aaiun America/Miquelon Antarctica/Casey Antarctica/Troll Asia/Colombo Asia/Dubai ' +
      'Asia/Muscat Australia/Eucla Australia/LHI Australia/Lord_Howe NZ-CHAT Pacific/Chatham',
  ],
];

/** Exceptions by zone. */
export const ZONE_NAMES: ReadonlyMap<string, NamesByOffset> = new Map(
  GROUPS.flatMap(([names, zones]) => zones.split(' ').map((zone) => [zone, names] as const)),
);

/** Locales whose short names of zones are, taken together, those of the IANA database, in the order to ask them. */
export const NAMING_LOCALES = [
  'en-US',
  'en-CA',
  'en-GB',
  'en-AU',
  'en-IN',
  'en-ZA',
  'en-NZ',
  'en-HK',
  'en-NG',
  'en-KE',
  'en-IE',
] as const;
