/** Words after a street's name: `11 Botley Road`. */
const SUFFIXES =
  'street|st|avenue|ave|av|road|rd|lane|ln|drive|dr|court|ct|place|pl|boulevard|blvd|way|terrace|ter|crescent|cres|close|square|sq|highway|hwy|parkway|pkwy|circle|cir|trail|trl|gardens|grove|mews|row|walk|alley|broadway|esplanade|quay|parade|rise|vale|wharf|turnpike|pike|plaza|loop|path|str|strasse|straße|gasse|weg|platz|allee|ring|ufer|damm|gate|gata|gatan|vei|veien|vej|väg|vägen|terrasse|stræde|plads|torv|katu|tie|kuja|utca|út|útja|u|tér|körút|laan|straat|plein|kade|singel|dreef|tee|tänav|põik|pst|iela|gatvė|ulica|cesta|náměstí|caddesi|sokak|mekanikusv|baan|wei|rise|view|hill|green|mall|fields|meadow|ridge|crossing|overlook|route|drift|heights|common|bay|park|croft';
/** Words before a street's name: `Rue de Tanger`, `Via Roma`. */
const PREFIXES =
  'rue|avenue|ave|av|avda|avenida|boulevard|bd|place|chemin|allée|allées|impasse|quai|cours|route|square|passage|via|viale|piazza|piazzetta|corso|largo|vicolo|strada|calle|c|paseo|plaza|camino|carrer|ronda|travesía|carretera|rua|r|travessa|praça|praca|estrada|alameda|rodovia|quadra|ul|ulica|aleja|al|plac|os|osiedle|am|an|im|zur|zum|unter|auf|strada|str|bulevardul|calea|οδός|λεωφόρος|πλατεία|ulitsa|prospekt|улица|ул|проспект|jalan|pod|nad|na|u|hoge|nieuwe|oude|kleine|grote';
/** Ends of compound names: `Hansinegata`, `Populierenstraat`. */
const ENDINGS =
  'straße|strasse|str|gasse|weg|platz|allee|ring|damm|ufer|graben|gate|gata|gatan|vei|veien|vej|väg|vägen|vagen|stien|stræde|straede|straeti|stræti|gade|gaten|vangur|braut|gaarden|bakken|parken|plads|katu|tie|kuja|polku|raitti|rinne|utca|körút|laan|straat|plein|kade|singel|dreef|hof|dijk|gracht|steeg|lei|haven|iela|stigen|gränd|backen|torget|plassen|terrassen|ullica|skog|veg|vegen|gränden|iantie|gata|tún|holmatun|tun|skálinn|heiði|ás|gil|vogur|ova|ská|ská|eva|ičova|wijk|park|pfad|steig|markt|berg|feld|dorf|suaq|leiðin';

const words = (list: string) => new Set(list.split('|'));

/** Whether a lower-case word is a street's last word. */
export const STREET_SUFFIXES: ReadonlySet<string> = words(SUFFIXES);
/** Whether a lower-case word is a street's first word. */
export const STREET_PREFIXES: ReadonlySet<string> = words(PREFIXES);
/** Ends of one-word street names, at most 7 letters. */
export const STREET_ENDINGS: ReadonlySet<string> = words(ENDINGS);

const SHORTEST_ENDING = 2;
const LONGEST_ENDING = 8;

/** Whether a lower-case word is a compound that ends as streets do, with a name before. */
export function hasStreetEnding(word: string): boolean {
  for (let size = SHORTEST_ENDING; size <= LONGEST_ENDING && word.length - size >= 3; size++) {
    if (STREET_ENDINGS.has(word.slice(-size))) return true;
  }
  return false;
}

/** Words before a number that are capital and never streets or places. */
export const NOT_STREETS =
  /^(?:suite|apt|unit|box|room|page|chapter|section|version|table|figure|step|item|no|number|order|invoice|phone|tel|fax|zip|age|aged|code|january|february|march|april|may|june|july|august|september|october|november|december|title|article|level|act|part|line|port|error|in|on|at|of|the|and|top|over|about|only|psc|ap|ae|aa|apo|fpo|dpo|card|account|iban|ssn|id|windows|python|node|java|http|utf|sha|vol|volume|issue|week|day|year|class|grade|flight|gate|room|floor|test|route|since|during|by|from|until|my|is|number|model|type|build|release|season|episode|game|player|group|team|phase|stage|round|lot|batch|call|i|a|he|she|we|they|for|with|date|time|total|price|cost|pay|paid)$/i;
