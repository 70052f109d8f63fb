import type { Needs } from './dependencies.ts';
import type { Location } from '../errors.ts';
import type { TreeNode } from '../evaluator/rule-tree.ts';

/** What is the same for everything that is compiled. */
export interface Program {
  readonly tree: TreeNode;
  /** Numbers the expressions of all bodies, when coverage is asked for. */
  readonly coverage: Location[] | undefined;
  readonly needs: Needs;
}

/** What is compiled at the moment: one rule or query, with the slots of its frame. */
export class Unit {
  readonly program: Program;
  readonly location: Location | undefined;
  #slots: number;

  constructor(program: Program, slots: number, location: Location | undefined) {
    this.program = program;
    this.#slots = slots;
    this.location = location;
  }

  /** A slot that no variable has. */
  newSlot(): number {
    return this.#slots++;
  }

  get slots(): number {
    return this.#slots;
  }
}
