import type { Location } from '../errors.ts';
import type { Value } from '../value/value.ts';
import { readSlot } from './draft.ts';
import { CONTINUE, type Frame, type PlanFunction, type Reader, type Step } from './frame.ts';
import { integerAt, listAt, MAX_LOCAL, member, objectAt, planInvalid, textAt, type JsonObject } from './plan-json.ts';

/** Deepest nesting of blocks in a plan or function. */
export const MAX_BLOCK_DEPTH = 500;

/** What all plans and functions of a file refer to. */
export interface PlanParts {
  readonly strings: readonly string[];
  readonly files: readonly string[];
  readonly functions: ReadonlyMap<string, PlanFunction>;
  /** Functions by {@link functionKey} of their paths. */
  readonly paths: ReadonlyMap<string, PlanFunction>;
}

/** One text for the path of a function. */
export function functionKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** Compiles one statement from its fields. */
export type StatementCompiler = (fields: JsonObject, scope: Scope) => Step;

/** The inside of one plan or function while it is compiled. Locals get consecutive slots, whatever their numbers are. */
export class Scope {
  readonly parts: PlanParts;
  /** What the scope is, in messages. */
  readonly name: string;
  /** A plan, which adds to the result set, not a function. */
  readonly isPlan: boolean;
  readonly #compilers: ReadonlyMap<string, StatementCompiler>;
  readonly #slots = new Map<number, number>();
  #depth = 0;
  #statement = '';

  constructor(parts: PlanParts, name: string, isPlan: boolean, compilers: ReadonlyMap<string, StatementCompiler>) {
    this.parts = parts;
    this.name = name;
    this.isPlan = isPlan;
    this.#compilers = compilers;
  }

  /** Slots that the frame needs. */
  get size(): number {
    return this.#slots.size;
  }

  /** Blocks around the current statement, its own one included. */
  get depth(): number {
    return this.#depth;
  }

  /** Where something stands, for messages. */
  where(what: string): string {
    return this.#statement === '' ? `${this.name}: ${what}` : `${this.name}, ${this.#statement}: ${what}`;
  }

  /** The slot of a local variable. @throws RegoError `plan_invalid` */
  slot(local: unknown, what: string): number {
    const number = integerAt(local, 0, MAX_LOCAL, this.where(what));
    const known = this.#slots.get(number);
    if (known !== undefined) return known;
    const slot = this.#slots.size;
    this.#slots.set(number, slot);
    return slot;
  }

  /** The slot that a field of a statement names. @throws RegoError `plan_invalid` */
  local(fields: JsonObject, name: string): number {
    return this.slot(member(fields, name), name);
  }

  /** A string of the static part, by its index. @throws RegoError `plan_invalid` */
  string(index: unknown, what: string): string {
    const { strings } = this.parts;
    return strings[integerAt(index, 0, strings.length - 1, this.where(what))]!;
  }

  /** An operand in a field of a statement. @throws RegoError `plan_invalid` */
  operand(fields: JsonObject, name: string): Reader {
    return this.operandOf(member(fields, name), name);
  }

  /** An operand; a bare integer is a local variable, as OPA wrote it before operands. @throws RegoError `plan_invalid` */
  operandOf(json: unknown, what: string): Reader {
    if (typeof json === 'number') return this.#variable(json, what);
    const operand = objectAt(json, this.where(what));
    const value = member(operand, 'value');
    const type = member(operand, 'type');
    if (type === 'local') return this.#variable(value, what);
    if (type === 'string_index') return constant(this.string(value, what));
    if (type !== 'bool') throw planInvalid(this.where(what), 'is an operand of no known type');
    if (typeof value !== 'boolean') throw planInvalid(this.where(what), 'is no boolean');
    return constant(value);
  }

  /** Where a statement comes from, when the plan says so. */
  location(fields: JsonObject): Location | undefined {
    const [index, line, column] = [member(fields, 'file'), member(fields, 'row'), member(fields, 'col')];
    const file = typeof index === 'number' ? this.parts.files[index] : undefined;
    if (file === undefined || !isPosition(line) || !isPosition(column)) return undefined;
    return { file, line, column };
  }

  /** Compiles a block, which may be null when it is empty. @throws RegoError `plan_invalid` */
  block(json: unknown, what: string): Step {
    const where = this.where(what);
    if (json === undefined) throw planInvalid(where, 'is missing');
    const statements = json === null ? [] : listAt(member(objectAt(json, where), 'stmts'), `${where}, statements`);
    if (++this.#depth > MAX_BLOCK_DEPTH) throw planInvalid(where, 'is nested too deeply');
    const outer = this.#statement;
    const steps = statements.map((statement) => this.#step(statement));
    this.#statement = outer;
    this.#depth--;
    return sequence(steps);
  }

  /** Compiles blocks that run one after the other, whether they are undefined or not. @throws RegoError `plan_invalid` */
  blocks(json: unknown, what: string): Step {
    const blocks = listAt(json, this.where(what)).map((block) => this.block(block, what));
    if (blocks.length === 1) return unnest(blocks[0]!);
    const runs = blocks.map(unnest);
    return (frame) => {
      for (let i = 0; i < runs.length; i++) {
        const outcome = runs[i]!(frame);
        if (outcome !== CONTINUE) return outcome;
      }
      return CONTINUE;
    };
  }

  #variable(local: unknown, what: string): Reader {
    const slot = this.slot(local, what);
    return (frame) => readSlot(frame, slot);
  }

  #step(json: unknown): Step {
    const statement = objectAt(json, this.where('a statement'));
    const type = textAt(member(statement, 'type'), this.where('the type of a statement'));
    const compiler = this.#compilers.get(type);
    if (compiler === undefined) throw planInvalid(this.name, `has a statement of no known type: ${type.slice(0, 50)}`);
    this.#statement = type;
    const step = compiler(objectAt(member(statement, 'stmt'), this.where('the statement')), this);
    this.#statement = type;
    return step;
  }
}

function constant(value: Value): Reader {
  return () => value;
}

function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Runs statements until one ends the block. */
function sequence(steps: readonly Step[]): Step {
  const cost = steps.length;
  return (frame: Frame) => {
    frame.run.context.run.budget.charge(cost);
    for (let i = 0; i < steps.length; i++) {
      const outcome = steps[i]!(frame);
      if (outcome !== CONTINUE) return outcome;
    }
    return CONTINUE;
  };
}

/** A block among others: what ends it alone lets execution go on behind it. */
function unnest(block: Step): Step {
  return (frame) => {
    const outcome = block(frame);
    return outcome <= 0 ? (outcome === 0 ? CONTINUE : outcome) : outcome - 1;
  };
}
