import { z } from 'zod';
import type { EntityType } from '../../entity-types.ts';
import { generaliseAge } from '../generalise/age.ts';
import { generaliseDate } from '../generalise/date.ts';
import { generaliseGps } from '../generalise/gps.ts';
import { generaliseIp } from '../generalise/ip.ts';
import { generaliseZip } from '../generalise/zip.ts';
import { nowOf } from '../hide-context.ts';
import { defineOperator } from './operator.ts';

/** Width of an age band. */
export const DEFAULT_AGE_BAND_YEARS = 10;

const schema = z.strictObject({
  operator: z.literal('generalise'),
  date: z.enum(['year', 'month']).default('year'),
  ageBandYears: z.union([z.literal(5), z.literal(10), z.literal(15), z.literal(30)]).default(DEFAULT_AGE_BAND_YEARS),
});

type Generaliser = (value: string, options: z.output<typeof schema>, now: number) => string | undefined;

/** Types that have a coarser form. */
export const GENERALISERS: Readonly<Partial<Record<EntityType, Generaliser>>> = {
  DATE_TIME: (value, { date }, now) => generaliseDate(value, date, now),
  AGE: (value, { ageBandYears }) => generaliseAge(value, ageBandYears),
  ZIP_CODE: generaliseZip,
  IP_ADDRESS: generaliseIp,
  GPS_COORDINATES: generaliseGps,
};

/** Makes a value coarser. A type without a coarser form, and a value that cannot be read, is redacted to `<TYPE>`. */
export const generalise = defineOperator({
  schema,
  apply: ({ type, value }, options, context) => GENERALISERS[type]?.(value, options, nowOf(context)) ?? `<${type}>`,
});
