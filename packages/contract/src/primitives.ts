import { digestPattern, idPattern } from '@tensorguard/core/web';
import { z } from 'zod';

/** Kinds of identifiers and their prefixes. */
export const ID_PREFIXES = {
  tenant: 'ten',
  user: 'usr',
  session: 'ses',
  apiToken: 'pat',
  fleet: 'flt',
  joinToken: 'jtk',
  agent: 'agt',
  publisher: 'pub',
  line: 'lin',
  release: 'rel',
  rollout: 'rlt',
  report: 'rpt',
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

const idOf = (kind: IdKind) =>
  z
    .string()
    .regex(idPattern(ID_PREFIXES[kind]), `not a ${kind} id`)
    .describe(`Id of a ${kind}, \`${ID_PREFIXES[kind]}_…\``);

export const tenantId = idOf('tenant');
export const userId = idOf('user');
export const apiTokenId = idOf('apiToken');
export const fleetId = idOf('fleet');
export const joinTokenId = idOf('joinToken');
export const agentId = idOf('agent');
export const publisherId = idOf('publisher');
export const lineId = idOf('line');
export const releaseId = idOf('release');
export const rolloutId = idOf('rollout');
export const reportId = idOf('report');

/** RFC 3339 time in UTC. */
export const timestamp = z.iso.datetime().describe('Time, RFC 3339 in UTC');
/** Text form of a SHA-256 digest. */
export const digest = z.string().regex(digestPattern, 'not a sha256 digest').describe('`sha256:` and 64 hex digits');
/** A display name: 1 to 80 characters without control characters. */
export const displayName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'control characters are not allowed')
  .describe('Display name, 1 to 80 characters');
/** Why somebody did something; shown in the audit trail. */
export const reason = z.string().trim().min(1).max(500).describe('Why; shown in the audit trail');

const LABEL_KEY = /^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?$/;
/** Most labels that one agent carries. */
export const MAX_LABELS = 32;
/** Labels of an agent: lower-case keys, short values. */
export const labels = z
  .record(z.string().regex(LABEL_KEY, 'not a label key'), z.string().max(63))
  .refine((value) => Object.keys(value).length <= MAX_LABELS, `at most ${MAX_LABELS} labels`)
  .describe('Labels: key to value');
export type Labels = z.infer<typeof labels>;

export const environmentName = z.string().trim().min(1).max(40).describe('Environment, such as production');
export const regionName = z.string().trim().min(1).max(40).describe('Region, such as eu-central');

/** Rows that a list gives when the caller does not say. */
export const DEFAULT_PAGE_LIMIT = 50;
/** Most rows that a list gives at once. */
export const MAX_PAGE_LIMIT = 500;
/** Query parameters that every list takes. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_PAGE_LIMIT)
    .default(DEFAULT_PAGE_LIMIT)
    .describe(`Rows a page, at most ${MAX_PAGE_LIMIT}`),
  cursor: z.string().max(500).optional().describe('Continue after the page that gave this cursor'),
};

/** A page of a list, in a stable order. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item).describe('The rows of this page'),
    nextCursor: z.string().nullable().describe('Cursor of the next page; null on the last'),
  });
