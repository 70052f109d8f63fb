import { ENTITY_TYPES, type EntityType } from '../entity-types.ts';
import { PrivacyError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import type { OperatorOf } from '../hide/hide-text.ts';
import type { Operator } from '../hide/operators.ts';
import { frameworkOperator } from './frameworks/frameworks.ts';
import { overrideFindings } from './override-findings.ts';
import {
  DEFAULT_THRESHOLD,
  type PathRule,
  type PrivacyRules,
  privacyRulesSchema,
  type RulesLayer,
  type TypeChoice,
} from './privacy-rules.ts';
import { withVerificationCodes } from './verification-code.ts';
import { WordList } from './word-list.ts';

/** Rules of one route, ready to use. */
export interface ResolvedRules {
  readonly operatorOf: OperatorOf;
  /** Lowest score that counts; `undefined` when the type is off. */
  thresholdOf(type: EntityType): number | undefined;
  /** What of a detector's findings counts, with what the deny-list adds; ordered, none overlapping. */
  select(text: string, findings: readonly Finding[]): Finding[];
  readonly paths: readonly PathRule[];
}

interface ResolvedType {
  readonly threshold: number | undefined;
  readonly operator: Operator;
}

/**
 * Checks rules that come from outside.
 *
 * @throws PrivacyError `rules_invalid`; details name the place of each problem.
 */
export function parseRules(input: unknown): PrivacyRules {
  const parsed = privacyRulesSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  throw new PrivacyError('rules_invalid', 'the privacy rules do not make sense', { details: { issues } });
}

/**
 * Rules of a route. What counts, in this order: the route's choice for the type, the tenant's for the type, the route's for the
 * group, the tenant's for the group, the framework's, the default. A framework switches the types off that it leaves.
 */
export function resolveRules(rules: PrivacyRules, { route }: { readonly route?: string } = {}): ResolvedRules {
  const overlay = route === undefined ? undefined : layerOf(rules, route);
  const layers: readonly RulesLayer[] = overlay === undefined ? [rules] : [overlay, rules];
  const types = new Map<EntityType, ResolvedType>();
  for (const type of Object.keys(ENTITY_TYPES) as EntityType[]) types.set(type, resolveType(rules, layers, type));
  const allowed = allowList(layers);
  const denied = new WordList(layers.flatMap(({ deny }) => deny));
  const thresholdOf = (type: EntityType): number | undefined => types.get(type)?.threshold;
  const counts = (text: string, { type, start, end, score }: Finding): boolean => {
    const threshold = thresholdOf(type);
    if (threshold === undefined || score < threshold) return false;
    const exempt = allowed.get(text.slice(start, end));
    return exempt === undefined || !(exempt === 'every' || exempt.has(type));
  };
  return {
    operatorOf: (type) => types.get(type)?.operator ?? { operator: 'redact' },
    thresholdOf,
    select: (text, findings) =>
      overrideFindings(
        withVerificationCodes(text, findings).filter((finding) => counts(text, finding)),
        denied.find(text),
      ),
    // The tenant's first: of rules that fit the same place the last one counts.
    paths: layers.toReversed().flatMap(({ paths }) => paths),
  };
}

function resolveType(rules: PrivacyRules, layers: readonly RulesLayer[], type: EntityType): ResolvedType {
  const choices: TypeChoice[] = [
    ...layers.map(({ types }) => types[type] ?? {}),
    ...layers.map(({ groups }) => groups[ENTITY_TYPES[type]] ?? {}),
  ];
  const first = <Key extends keyof TypeChoice>(key: Key): TypeChoice[Key] =>
    choices.find((choice) => choice[key] !== undefined)?.[key];
  const byFramework = rules.framework && frameworkOperator(rules.framework, type);
  const fallback = layers.find(({ defaultOperator }) => defaultOperator !== undefined)?.defaultOperator;
  const threshold =
    first('threshold') ?? layers.find((layer) => layer.threshold !== undefined)?.threshold ?? DEFAULT_THRESHOLD;
  const chosen = first('operator');
  // Naming an operator for a type that the framework leaves switches it on again.
  const enabled =
    first('enabled') ?? (rules.framework === undefined || byFramework !== undefined || chosen !== undefined);
  return {
    threshold: enabled ? threshold : undefined,
    operator: chosen ?? byFramework ?? fallback ?? { operator: 'redact' },
  };
}

function layerOf(rules: PrivacyRules, route: string): RulesLayer | undefined {
  if (Object.hasOwn(rules.routes, route) && !route.endsWith('*')) return rules.routes[route];
  const prefixes = Object.keys(rules.routes).filter(
    (name) => name.endsWith('*') && route.startsWith(name.slice(0, -1)),
  );
  const longest = prefixes.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : rules.routes[longest];
}

function allowList(layers: readonly RulesLayer[]): ReadonlyMap<string, 'every' | Set<EntityType>> {
  const allowed = new Map<string, 'every' | Set<EntityType>>();
  for (const { value, types } of layers.flatMap(({ allow }) => allow)) {
    const known = allowed.get(value);
    if (types === undefined || known === 'every') allowed.set(value, 'every');
    else allowed.set(value, new Set([...(known ?? []), ...types]));
  }
  return allowed;
}
