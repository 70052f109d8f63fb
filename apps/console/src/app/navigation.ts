import { Boxes, Cpu, Gauge, KeyRound, Package, Rocket, ScrollText } from '@lucide/vue';
import type { Permission } from '@tensorguard/contract';
import type { Component } from 'vue';

/** One place of the main navigation. */
export interface NavigationItem {
  readonly name: string;
  readonly label: string;
  readonly icon: Component;
  /** Second key of its shortcut: `g` and then this. */
  readonly key: string;
  /** Names of the pages below it. */
  readonly below: readonly string[];
  /** Without it the place is not offered. */
  readonly needs: Permission;
}

/** The main navigation, in order. */
export const NAVIGATION: readonly NavigationItem[] = [
  { name: 'overview', label: 'Overview', icon: Gauge, key: 'o', below: [], needs: 'agents:read' },
  { name: 'fleets', label: 'Fleets', icon: Boxes, key: 'f', below: [], needs: 'fleets:read' },
  { name: 'agents', label: 'Agents', icon: Cpu, key: 'a', below: ['agent'], needs: 'agents:read' },
  { name: 'packages', label: 'Packages', icon: Package, key: 'p', below: ['release'], needs: 'releases:read' },
  {
    name: 'rollouts',
    label: 'Rollouts',
    icon: Rocket,
    key: 'r',
    below: ['rollout', 'new-rollout'],
    needs: 'rollouts:read',
  },
  { name: 'audit', label: 'Audit trail', icon: ScrollText, key: 'l', below: ['entry'], needs: 'ledger:read' },
  { name: 'access', label: 'Access', icon: KeyRound, key: 'x', below: [], needs: 'access:read' },
];
