import type { EntityType } from '../../entity-types.ts';
import type { Operator } from '../../hide/operators.ts';

/** Names of the frameworks that rules may build on. */
export const FRAMEWORK_NAMES = ['hipaa-safe-harbor', 'gdpr', 'pci-dss'] as const;

/** Name of a framework. */
export type FrameworkName = (typeof FRAMEWORK_NAMES)[number];

/** Something that a framework wants hidden, in its own words and numbering, and how that is done. */
export interface FrameworkIdentifier {
  /** Where the framework says it. */
  readonly reference: string;
  readonly name: string;
  /** Types of findings that tell it; none when text detection cannot find it. */
  readonly types: readonly EntityType[];
  readonly operator?: Operator;
  /** Why it is not, or not wholly, covered. */
  readonly notCovered?: string;
}

/** A framework's defaults: each type of finding is in an identifier or is left, with the reason. */
export interface PrivacyFramework {
  readonly name: FrameworkName;
  readonly title: string;
  readonly identifiers: readonly FrameworkIdentifier[];
  /** Types that the framework does not speak of; they are hidden only when rules say so. */
  readonly left: Readonly<Partial<Record<EntityType, string>>>;
}
