import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RegoError } from '../errors.ts';
import { evaluatePlan, type PlanOptions } from './evaluate-plan.ts';
import { loadPlan } from './load-plan.ts';
import { EXAMPLE_PLANS } from './testing/example-plans.ts';
import {
  answer,
  assign,
  block,
  bool,
  call,
  DOCUMENTS,
  file,
  func,
  local,
  stmt,
  text,
  type StatementJson,
} from './testing/plan-json-parts.ts';

function codeOf(json: unknown, options: PlanOptions = {}): string | undefined {
  try {
    evaluatePlan(loadPlan(json), undefined, options);
    return undefined;
  } catch (error) {
    if (error instanceof RegoError) return error.code;
    throw error;
  }
}

/** Loops over `input` within each other. */
function loops(depth: number, inner: readonly StatementJson[]): StatementJson {
  const body = depth === 1 ? inner : [loops(depth - 1, inner)];
  return stmt('ScanStmt', { source: 0, key: 10 + depth, value: 50 + depth, block: block(...body) });
}

/** Puts a value twice into the next one, again and again. */
function doubled(times: number): readonly StatementJson[] {
  const once = [
    stmt('MakeArrayStmt', { capacity: 2, target: 3 }),
    stmt('ArrayAppendStmt', { array: 3, value: local(2) }),
    stmt('ArrayAppendStmt', { array: 3, value: local(2) }),
    assign(local(3), 2),
  ];
  return [assign(text(0), 2), ...Array.from({ length: times }, () => once).flat()];
}

const ITEMS = Array.from({ length: 100 }, (_, i) => i);

describe('an evaluation ends when a plan', () => {
  it('loops for too long', () => {
    assert.equal(
      codeOf(file([], [block(loops(8, []))]), { input: ITEMS, limits: { maxSteps: 100_000 } }),
      'budget_exceeded',
    );
  });

  it('takes too much time', () => {
    const limits = { maxSteps: 1e12, maxMilliseconds: 20 };
    assert.equal(codeOf(file([], [block(loops(8, []))]), { input: ITEMS, limits }), 'budget_exceeded');
  });

  it('has functions that call each other without end', () => {
    const calling = (name: string, other: string): ReturnType<typeof func> =>
      func(name, [0, 1], 2, block(call(other, DOCUMENTS, 2)));
    const json = file([], [block(call('a', DOCUMENTS, 2))], [calling('a', 'b'), calling('b', 'a')]);
    assert.equal(codeOf(json), 'budget_exceeded');
    assert.equal(codeOf(json, { limits: { maxDepth: 1e9 } }), 'budget_exceeded');
  });

  const uses: Readonly<Record<string, readonly StatementJson[]>> = {
    'as a result': answer(local(2)),
    'as a key': [stmt('MakeSetStmt', { target: 4 }), stmt('SetAddStmt', { set: 4, value: local(2) })],
    'in a comparison': [...doubled(60), stmt('EqualStmt', { a: local(2), b: local(3) })],
  };
  for (const [name, use] of Object.entries(uses)) {
    it(`doubles a value again and again and uses it ${name}`, () => {
      assert.equal(codeOf(file([], [block(...doubled(60), ...use)])), 'budget_exceeded');
    });
  }

  it('builds a value that is nested without end', () => {
    const wrap = [
      stmt('MakeArrayStmt', { capacity: 1, target: 3 }),
      stmt('ArrayAppendStmt', { array: 3, value: local(2) }),
      assign(local(3), 2),
    ];
    const json = file([], [block(assign(bool(true), 2), loops(2, wrap), ...answer(local(2)))]);
    assert.equal(codeOf(json, { input: [...ITEMS, ...ITEMS] }), 'budget_exceeded');
  });

  it('copies a collection at every step', () => {
    const grow = [stmt('ArrayAppendStmt', { array: 2, value: bool(true) }), assign(local(2), 3)];
    const json = file([], [block(stmt('MakeArrayStmt', { capacity: 0, target: 2 }), loops(3, grow))]);
    assert.equal(codeOf(json, { input: ITEMS, limits: { maxSteps: 1_000_000 } }), 'budget_exceeded');
  });
});

it('keys that every object has are ordinary ones', () => {
  const body = [
    stmt('MakeObjectStmt', { target: 2 }),
    stmt('ObjectInsertStmt', { object: 2, key: text(1), value: text(2) }),
    stmt('DotStmt', { source: local(2), key: text(1), target: 3 }),
    stmt('NotStmt', { block: block(stmt('DotStmt', { source: local(2), key: text(2), target: 4 })) }),
    stmt('WithStmt', { local: 0, path: [1, 2], value: local(2), block: block(...answer(local(0))) }),
  ];
  const { value } = evaluatePlan(loadPlan(file(['__proto__', 'constructor'], [block(...body)])));
  assert.equal(JSON.stringify(value), '{"__proto__":{"constructor":{"__proto__":"constructor"}}}');
});

/** A change of one place of a plan: which place, what to do there, and with what. */
interface Mutation {
  readonly place: number;
  readonly kind: 'replace' | 'delete' | 'copy' | 'number' | 'type';
  readonly value: unknown;
  readonly source: number;
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function placesOf(root: unknown): Place[] {
  const places: Place[] = [];
  const open = [root];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, inner] of Object.entries(next)) {
      places.push({ holder: next as Record<string, unknown>, key });
      open.push(inner);
    }
  }
  return places;
}

const TYPES = [...new Set([...JSON.stringify(EXAMPLE_PLANS).matchAll(/"type":"(\w+)"/g)].map(([, type]) => type!))];

function mutate(json: unknown, mutations: readonly Mutation[]): unknown {
  const root = { json: structuredClone(json) };
  for (const { place, kind, value, source } of mutations) {
    const places = placesOf(root);
    if (places.length === 0) break;
    const { holder, key } = places[place % places.length]!;
    const other = places[source % places.length]!;
    if (kind === 'delete') Reflect.deleteProperty(holder, key);
    else if (kind === 'copy') holder[key] = structuredClone(other.holder[other.key]);
    else if (kind === 'number') holder[key] = source % 12;
    else holder[key] = kind === 'type' ? TYPES[source % TYPES.length] : value;
  }
  return root.json;
}

const PLANS = Object.values(EXAMPLE_PLANS);
const RUNS = 500;

it('a plan with changes anywhere ends with a result or a coded error', () => {
  const mutation: fc.Arbitrary<Mutation> = fc.record({
    place: fc.nat(),
    kind: fc.constantFrom('replace', 'delete', 'copy', 'number', 'type'),
    value: fc.jsonValue(),
    source: fc.nat(),
  });
  const limits = { maxSteps: 20_000, maxMilliseconds: 500, maxDepth: 50 };
  fc.assert(
    fc.property(fc.nat(), fc.array(mutation, { minLength: 1, maxLength: 6 }), (at, mutations) => {
      const { json, cases } = PLANS[at % PLANS.length]!;
      const { input, data } = cases[at % cases.length]!;
      codeOf(mutate(json, mutations), { input, data, limits });
    }),
    { numRuns: RUNS },
  );
});
