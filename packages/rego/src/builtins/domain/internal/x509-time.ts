import { daysInMonth, nsFromCivil } from './civil-time.ts';
import { DerError, TAG, type DerReader } from './der.ts';

/** A time of a certificate. */
export interface X509Time {
  readonly ns: bigint;
  /** RFC 3339, as Go writes it in JSON. */
  readonly text: string;
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

/**
 * Reads a `Time` (RFC 5280, 4.1.2.5).
 *
 * @throws DerError
 */
export function readTime(reader: DerReader): X509Time {
  const { tag, content } = reader.any('x509: malformed validity');
  const text = content.toString('latin1');
  if (tag === TAG.utcTime) {
    const match = UTC_TIME.exec(text);
    // Years from 50 on are those of the last century.
    if (match !== null) return timeOf([Number(match[1]) + (Number(match[1]) >= 50 ? 1900 : 2000), ...match.slice(2)]);
    throw new DerError('x509: malformed UTCTime');
  }
  if (tag !== TAG.generalizedTime) throw new DerError('x509: unsupported time format');
  const match = GENERALIZED_TIME.exec(text);
  if (match === null) throw new DerError('x509: malformed GeneralizedTime');
  return timeOf(match.slice(1));
}

function timeOf(parts: readonly (string | number | undefined)[]): X509Time {
  const [year, month, day, hour, minute, second] = [...parts, 0].map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!valid || hour > 23 || minute > 59 || second > 59) throw new DerError('x509: malformed validity');
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  return {
    ns: nsFromCivil({ year, month, day, hour, minute, second, nanosecond: 0 }),
    text: `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}Z`,
  };
}
