/**
 * Words by topic. One word may serve several topics. A phrase is found by its first word. Every word is lower case;
 * compounds of keys in JSON (`phonenumber`) stand as they are written there without separators.
 */
export const CONTEXT_WORDS = {
  phone:
    'call|called|calling|caller|phone|phones|telephone|tel|fax|mobile|mob|cell|cellphone|office|messages|message|sms|text|dial|contact|whatsapp|handy|telefon|telefonnummer|phonenumber|mobilenumber|téléphone|portable|teléfono|móvil|telefono|cellulare|telefoon|mobiel|telefone|celular|puhelin|telefonu|phone_number|hotline|landline|msisdn|ring',
  number: 'number|numbers|nr|no|registered|nummer|numéro|número|numero',
  other:
    'order|invoice|ticket|tracking|sku|isbn|ref|reference|case|price|total|amount|eur|usd|commit|id|uuid|hash|size|bytes|serial|population|article|item|product|part|version|build|bug|issue|pid|port|timestamp|lines|error|code|batch|lot|zip|postcode',
  card: 'card|cards|credit|debit|visa|mastercard|amex|maestro|discover|jcb|diners|cardnumber|creditcard|pan|cc|ccnum|kreditkarte|carte|tarjeta|carta|creditcardnumber|payment',
  iban: 'iban|bank|account|konto|kontonummer|compte|cuenta|conto|rekening|transfer|accountnumber|payout|wire',
  bic: 'bic|swift|bank|swiftcode|biccode',
  routing: 'routing|aba|rtn|transit|routingnumber',
  account: 'account|acct|checking|savings|accountnumber|bank',
  crypto: 'bitcoin|btc|wallet|ethereum|eth|litecoin|ltc|ripple|xrp|monero|xmr|crypto|blockchain|coin|address',
  ssn: 'ssn|ssns|social|socialsecurity|socialsecuritynumber|ssa|ssid|security',
  itin: 'itin|taxpayer|individual taxpayer|tin|tax',
  passport:
    'passport|passports|passportnumber|reisepass|passeport|pasaporte|passaporto|paspoort|passaporte|pass|paszport|pasaport',
  licence:
    "driver|drivers|driver's|driving|license|licence|licenses|dl|dln|dmv|permit|licensenumber|licencenumber|driverslicense|driverlicense|führerschein",
  npi: 'npi|provider|prescriber|physician|national provider',
  medicare: 'medicare|mbi|beneficiary|medicareid',
  nhs: 'nhs|national health|health service|patient|nhsnumber',
  nino: 'nino|national insurance|insurance|ni number|nationalinsurance',
  record:
    'mrn|medical record|medicalrecord|medicalrecordnumber|patient id|patient number|patient no|patientid|patient identifier|chart number|hospital number|chart no|health record|patientnummer|krankenakte|medrec',
  id: 'id|identity|identification|national|identifier|citizen|resident|personal|idnumber|nationalid|identitycard',
  tax: 'tax|taxpayer|tin|taxid|steuer|steuernummer|fiscal|nif|vat',
  de: 'steuer|steuerid|steuernummer|idnr|steueridentifikationsnummer|identifikationsnummer|personalausweis|ausweis|ausweisnummer|personalausweisnummer|tin',
  fr: 'nir|sécurité|securite|sociale|insee|carte vitale|vitale|secu|sécu',
  es: 'dni|nif|nie|documento|cif|identidad',
  it: 'codice fiscale|fiscale|codicefiscale|cf',
  nl: 'bsn|burgerservicenummer|sofinummer|burgerservice',
  be: 'rijksregisternummer|rijksregister|registre national|insz|niss|nrn|rrn',
  pt: 'nif|contribuinte|niss|cartão|cidadão',
  pl: 'pesel|nip|regon|dowód',
  se: 'personnummer|samordningsnummer|personnr',
  no: 'fødselsnummer|fodselsnummer|personnummer|fnr|d-nummer',
  dk: 'cpr|cpr-nummer|personnummer|cprnummer',
  fi: 'hetu|henkilötunnus|henkilotunnus|personbeteckning',
  ch: 'ahv|avs|navs|ahvn13|sozialversicherungsnummer|oasi',
  at: 'svnr|sozialversicherungsnummer|sozialversicherung|sv-nummer|versicherungsnummer',
  cz: 'rodné|rodne|rč|rodnécislo|birth number',
  ro: 'cnp|cod numeric|codul numeric',
  bg: 'egn|егн|единен',
  gr: 'amka|αμκα|afm|αφμ',
  tr: 'tckn|kimlik|tc|vatandaşlık|tc kimlik',
  in: 'aadhaar|aadhar|uidai|uid|pan|permanent account|आधार',
  cn: 'resident|身份证|身份证号|公民身份号码|shenfenzheng|identity',
  kr: 'rrn|resident registration|주민등록번호|jumin|resident',
  jp: 'my number|mynumber|マイナンバー|個人番号|individual number',
  sg: 'nric|fin|uin|singpass',
  au: 'tfn|tax file|tax|medicare|abn',
  nz: 'ird|inland revenue|tax',
  ca: 'sin|social insurance|nas|insurance',
  br: 'cpf|cadastro|contribuinte',
  mx: 'curp|rfc|clave única',
  ar: 'cuit|cuil|dni',
  cl: 'rut|run|rol único',
  za: 'rsa id|south african|sa id|identity|id',
  il: 'teudat|zehut|teudat zehut|ת.ז|זהות|תז|israeli',
  baltic: 'isikukood|personal code|asmens kodas|asmens|personas kods|personas|kodas|kods|ik',
  hr: 'oib',
  ie: 'pps|ppsn',
  th: 'thai id|บัตรประชาชน|thai',
  zip: 'zip|zips|zipcode|postcode|postcodes|postal|postalcode|plz|postleitzahl|cp|cap|postnummer|zip_code|eircode|postnr',
  geo: 'gps|coordinates|coordinate|coords|latitude|longitude|lat|lon|lng|latlng|location|geo|position',
  vin: 'vin|chassis|vehicle|vinnumber|fahrgestellnummer|fin',
  plate: 'plate|plates|registration|licence plate|license plate|kennzeichen|licenseplate|numberplate|matricule',
  imei: 'imei|meid|handset|imei2',
  imsi: 'imsi',
  advertising: 'idfa|gaid|aaid|adid|idfv|advertising|advertisingid|deviceid|device|oaid',
  serial: 'serial|serialnumber|serialno|seriennummer|s/n',
  mac: 'mac|ethernet|hwaddr|bssid|bluetooth',
  version:
    'version|versions|release|released|firmware|build|upgrade|upgraded|update|updated|v|ver|node|npm|driver|revision|changelog',
  ip: 'ip|ips|ipv4|ipv6|host|server|client|dns|peer|address|gateway|subnet|remote_addr|ping|port',
  year: 'in|since|of|born|during|until|till|from|before|after|by|early|late|mid|around|circa|year|through|spring|summer|autumn|fall|winter|between|and|depuis|seit|desde|nel|dal|vuonna|sinds|año|année|jahr|im|en|founded|established|copyright|©|class|dated|copyrighted|back',
  month:
    'january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember|jänner|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|fevrier|aout|decembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|januari|februari|maart|mei|augustus|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro',
  weekday:
    'monday|tuesday|wednesday|thursday|friday|saturday|sunday|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira',
  address:
    'address|addresses|lives|live|lived|living|located|street|shipping|billing|delivery|deliver|moved|reside|resides|residing|home|taxi|meet|meeting|restaurant|station|arrived|send|sent|ship|mail|adresse|dirección|indirizzo|adres|endereço|osoite|adress|visit|house|apartment|office',
  unit: 'suite|apt|apartment|unit|ste|flat|appartement|appt|wohnung|piso|interno|lägenhet|lgh|room|rm|floor',
  box: 'box|psc|postbox|postfach|p|po|pobox|apartado|postbus|casilla|cmr',
  military: 'apo|fpo|dpo',
  corner: 'corner',
} as const;

/** A subject that words around a value tell of. */
export type Topic = keyof typeof CONTEXT_WORDS;
