import { z } from 'zod';
import { ENTITY_TYPES, type EntityGroup, type EntityType } from '../entity-types.ts';
import { operatorSchema } from '../hide/operators.ts';
import { FRAMEWORK_NAMES } from './frameworks/framework.ts';
import { parsePath } from './json-path.ts';

/** Findings below this score are dropped unless rules say otherwise. */
export const DEFAULT_THRESHOLD = 0.5;
/** Entries of an allow-list or deny-list, of a rule set and of each of its routes. */
export const MAX_LIST_ENTRIES = 10_000;
/** Length of a value in an allow-list or deny-list, in UTF-16 code units. */
export const MAX_LISTED_VALUE_CHARS = 256;
/** Characters of all values of a deny-list together; they become an automaton in memory. */
export const MAX_DENY_LIST_CHARS = 200_000;
/** JSON path rules of a rule set, and of each of its routes. */
export const MAX_PATH_RULES = 256;
/** Routes of a rule set. */
export const MAX_ROUTES = 256;
/** Length of the name of a route. */
export const MAX_ROUTE_CHARS = 256;

const TYPES = Object.keys(ENTITY_TYPES) as [EntityType, ...EntityType[]];
const GROUPS = [...new Set(Object.values(ENTITY_TYPES))] as [EntityGroup, ...EntityGroup[]];

const choiceSchema = z.strictObject({
  /** Whether findings count at all. */
  enabled: z.boolean().optional(),
  threshold: z.number().min(0).max(1).optional(),
  operator: operatorSchema.optional(),
});

const pathSchema = z.string().superRefine((path, context) => {
  const problem = parsePath(path).problem;
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const pathRuleSchema = z.discriminatedUnion('action', [
  /** Nothing at or under the path is searched. */
  z.strictObject({ path: pathSchema, action: z.literal('skip') }),
  /** Whatever stands at or under the path is of this type, whole, numbers and booleans included. */
  z.strictObject({
    path: pathSchema,
    action: z.literal('hide'),
    type: z.enum(TYPES),
    operator: operatorSchema.optional(),
    /** `hide`: keys under the path too, whole. Otherwise they are searched. */
    keys: z.enum(['search', 'hide']).optional(),
  }),
  /** What is found at or under the path is hidden by this operator; numbers are searched too. */
  z.strictObject({ path: pathSchema, action: z.literal('search'), operator: operatorSchema.optional() }),
]);

const valueSchema = z.string().min(1).max(MAX_LISTED_VALUE_CHARS);

const layerShape = {
  defaultOperator: operatorSchema.optional(),
  threshold: z.number().min(0).max(1).optional(),
  groups: z.partialRecord(z.enum(GROUPS), choiceSchema).default({}),
  types: z.partialRecord(z.enum(TYPES), choiceSchema).default({}),
  /** Values that are never hidden, compared exactly; of the given types or of any. */
  allow: z
    .array(z.strictObject({ value: valueSchema, types: z.array(z.enum(TYPES)).min(1).optional() }))
    .max(MAX_LIST_ENTRIES)
    .default([]),
  /** Values that are always hidden wherever they stand as a word of their own, in any case. */
  deny: z
    .array(z.strictObject({ value: valueSchema, type: z.enum(TYPES) }))
    .max(MAX_LIST_ENTRIES)
    .refine(
      (entries) => entries.reduce((sum, { value }) => sum + value.length, 0) <= MAX_DENY_LIST_CHARS,
      `at most ${MAX_DENY_LIST_CHARS} characters`,
    )
    .default([]),
  /** For JSON; of rules that fit the same place the last one counts. */
  paths: z.array(pathRuleSchema).max(MAX_PATH_RULES).default([]),
};

const routeNameSchema = z
  .string()
  .min(1)
  .max(MAX_ROUTE_CHARS)
  .regex(/^[^*]*\*?$/, 'a star stands only at the end');

/**
 * A tenant's rules for hiding, as data. A route is a name (`/v1/chat/completions`, `logs`) or the beginning of names (`/v1/*`); the
 * longest that fits lays its settings over the tenant's, and lists add up.
 */
export const privacyRulesSchema = z.strictObject({
  /** Where operators come from that the rules do not name. */
  framework: z.enum(FRAMEWORK_NAMES).optional(),
  ...layerShape,
  routes: z
    .record(routeNameSchema, z.strictObject(layerShape))
    .refine((routes) => Object.keys(routes).length <= MAX_ROUTES, `at most ${MAX_ROUTES} routes`)
    .default({}),
});

/** Rules with all their parts. */
export type PrivacyRules = z.output<typeof privacyRulesSchema>;
/** Rules as people write them. */
export type PrivacyRulesInput = z.input<typeof privacyRulesSchema>;
/** Settings of one type or group. */
export type TypeChoice = z.output<typeof choiceSchema>;
/** What a JSON path rule says. */
export type PathRule = z.output<typeof pathRuleSchema>;
/** The tenant's settings or a route's. */
export type RulesLayer = Pick<PrivacyRules, keyof typeof layerShape>;
