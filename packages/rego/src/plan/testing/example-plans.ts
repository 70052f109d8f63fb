import type { ExamplePlan } from './plan-json-parts.ts';
import { defaulted, dynamic, extent, ordered, replaced } from './rule-plans.ts';
import { collections, constants, every, negation, types } from './statement-plans.ts';

/** Plans by what they show. Together they use every statement. */
export const EXAMPLE_PLANS: Readonly<Record<string, ExamplePlan>> = {
  'a rule with a default': defaulted,
  'ordered rules': ordered,
  'collections that are filled': collections,
  'tests of types, and leaving blocks': types,
  'every element of a collection': every,
  'a negated expression': negation,
  'a replaced part of the input': replaced,
  'a rule that is called by its path': dynamic,
  'rules and base documents as one': extent,
  'constants and lookups': constants,
};
