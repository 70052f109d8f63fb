const DECIMAL =
  /^\s*([+-]?\d{1,3}(?:\.\d{1,17})?)°?\s{0,3}([NS])?\s{0,3}[,;\s]\s{0,3}([+-]?\d{1,3}(?:\.\d{1,17})?)°?\s{0,3}([EW])?\s*$/i;
const SEXAGESIMAL = /(\d{1,3})°\s{0,3}(\d{1,2})['′’]\s{0,3}(?:(\d{1,2}(?:\.\d{1,9})?)["″”]|(?:''))?\s{0,3}([NSEW])/gi;

/** Coordinates to one decimal of a degree, about 11 km: `41.40338, 2.17403` → `41.4, 2.2`; one of the two alone too. `undefined` for other forms. */
export function generaliseGps(text: string): string | undefined {
  // Structured data has latitude and longitude apart.
  if (/^\s*[+-]?\d{1,3}\.\d{1,17}\s*$/.test(text)) return toOneDecimal(Number(text));
  const pair = decimalPair(text) ?? sexagesimalPair(text);
  if (pair === undefined || Math.abs(pair[0]) > 90 || Math.abs(pair[1]) > 180) return undefined;
  return pair.map(toOneDecimal).join(', ');
}

function toOneDecimal(degrees: number): string {
  // Adding zero turns -0 into 0.
  return (Math.round(degrees * 10) / 10 + 0).toFixed(1);
}

function decimalPair(text: string): [number, number] | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  return [signed(Number(parts[1]), parts[2]), signed(Number(parts[3]), parts[4])];
}

function sexagesimalPair(text: string): [number, number] | undefined {
  const parts = [...text.matchAll(SEXAGESIMAL)].map((part) =>
    signed(Number(part[1]) + Number(part[2]) / 60 + Number(part[3] ?? 0) / 3600, part[4]),
  );
  const [latitude, longitude] = parts;
  return parts.length === 2 && latitude !== undefined && longitude !== undefined ? [latitude, longitude] : undefined;
}

function signed(degrees: number, hemisphere: string | undefined): number {
  return /[SW]/i.test(hemisphere ?? '') ? -degrees : degrees;
}
