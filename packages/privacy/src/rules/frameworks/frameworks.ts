import type { EntityType } from '../../entity-types.ts';
import type { Operator } from '../../hide/operators.ts';
import type { FrameworkName, PrivacyFramework } from './framework.ts';
import { GDPR } from './gdpr.ts';
import { HIPAA_SAFE_HARBOR } from './hipaa.ts';
import { PCI_DSS } from './pci-dss.ts';

/** Every framework by name. */
export const FRAMEWORKS = {
  'hipaa-safe-harbor': HIPAA_SAFE_HARBOR,
  gdpr: GDPR,
  'pci-dss': PCI_DSS,
} as const satisfies Readonly<Record<FrameworkName, PrivacyFramework>>;

/** What a framework does with a type: its operator, or `undefined` when it leaves the type. */
export function frameworkOperator(name: FrameworkName, type: EntityType): Operator | undefined {
  return FRAMEWORKS[name].identifiers.find(({ types }) => types.includes(type))?.operator;
}
