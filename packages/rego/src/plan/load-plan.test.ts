import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { RegoError } from '../errors.ts';
import { loadPlan } from './load-plan.ts';
import { MAX_BLOCK_DEPTH } from './scope.ts';
import {
  block,
  blocks,
  bool,
  call,
  DOCUMENTS,
  file,
  func,
  local,
  stmt,
  text,
  type BlockJson,
  type StatementJson,
} from './testing/plan-json-parts.ts';

const one = (...body: readonly StatementJson[]): unknown => file(['1'], [block(...body)]);
const rule = func('g0.data.p.r', [0, 1], 2, block(stmt('ReturnLocalStmt', { source: 2 })));

function nested(depth: number): BlockJson {
  let inner = block();
  for (let i = 1; i < depth; i++) inner = block(blocks(inner));
  return inner;
}

const MALFORMED: Readonly<Record<string, () => unknown>> = {
  'no object': () => [],
  null: () => null,
  'a static part that is a list': () => ({ static: [] }),
  'a string constant without a value': () => ({ static: { strings: [{}] } }),
  'a builtin without a name': () => ({ static: { builtin_funcs: [{ decl: null }] } }),
  'plans that are no list': () => ({ plans: { plans: {} } }),
  'a plan without a name': () => ({ plans: { plans: [{ blocks: [] }] } }),
  'two plans of one name': () => ({ plans: { plans: ['p', 'p'].map((name) => ({ name, blocks: [] })) } }),
  'two functions of one name': () => file([], [], [rule, rule]),
  'a function without a return': () => file([], [], [{ ...rule, return: undefined }]),
  'a parameter that is there twice': () => file([], [], [{ ...rule, params: [0, 0] }]),
  'a path that is no list of strings': () => file([], [], [{ ...rule, path: [1] }]),
  'a block without statements in a list': () => file([], [{ stmts: 1 } as unknown as BlockJson]),
  'a list with a hole': () => ({ plans: { plans: [{ name: 'p', blocks: Object.assign([], { length: 1 }) }] } }),
  'a block that is missing': () => one(stmt('NotStmt')),
  'a statement that is no object': () => one(1 as unknown as StatementJson),
  'a statement of no known type': () => one(stmt('JumpStmt')),
  'a statement of a type that every object has': () => one(stmt('constructor')),
  'a statement without fields': () => one({ type: 'NopStmt' } as unknown as StatementJson),
  'a local that is missing': () => one(stmt('MakeNullStmt')),
  'a local that is negative': () => one(stmt('MakeNullStmt', { target: -1 })),
  'a local of more than 32 bits': () => one(stmt('MakeNullStmt', { target: 2 ** 31 })),
  'a local with a fraction': () => one(stmt('MakeNullStmt', { target: 1.5 })),
  'a local that is a string': () => one(stmt('MakeNullStmt', { target: '1' })),
  'an operand of no known type': () => one(stmt('AssignVarStmt', { target: 2, source: { type: 'int', value: 1 } })),
  'an operand that is missing': () => one(stmt('AssignVarStmt', { target: 2 })),
  'a boolean that is none': () => one(stmt('AssignVarStmt', { target: 2, source: { type: 'bool', value: 1 } })),
  'a string beyond the table': () => one(stmt('AssignVarStmt', { target: 2, source: text(2) })),
  'a string before the table': () => one(stmt('AssignVarStmt', { target: 2, source: text(-1) })),
  'an inherited operand': () => one(stmt('AssignVarStmt', { target: 2, source: Object.create(bool(true)) as object })),
  'a number of a string that is none': () => one(stmt('MakeNumberRefStmt', { target: 2, index: 0 })),
  'a number beyond the table': () => one(stmt('MakeNumberRefStmt', { target: 2, index: 2 })),
  'an integer that is not exact': () => one(stmt('MakeNumberIntStmt', { target: 2, value: 2 ** 53 })),
  'a negative capacity': () => one(stmt('MakeArrayStmt', { target: 2, capacity: -1 })),
  'a break out of the plan': () => one(stmt('BreakStmt', { index: 1 })),
  'a break inwards': () => one(stmt('BreakStmt', { index: -1 })),
  'a path of a with beyond the table': () =>
    one(stmt('WithStmt', { local: 0, path: [2], value: bool(true), block: block() })),
  'a call of an unknown function': () => one(call('nothing.here', [], 2)),
  'a call of a builtin with too few arguments': () => one(call('plus', [local(0)], 2)),
  'a call of a rule with too many arguments': () =>
    file([], [block(call('g0.data.p.r', [...DOCUMENTS, local(0)], 2))], [rule]),
  'arguments that are no list': () => one(stmt('CallStmt', { func: 'plus', args: {}, result: 2 })),
  'a result of a function': () => file([], [], [{ ...rule, blocks: [block(stmt('ResultSetAddStmt', { value: 0 }))] }]),
  'blocks that are nested too deeply': () => file([], [nested(MAX_BLOCK_DEPTH + 1)]),
  'blocks that are nested without end': () => file([], [nested(100_000)]),
};

describe('a plan file is refused with', () => {
  for (const [name, json] of Object.entries(MALFORMED)) {
    it(name, () => {
      assert.throws(
        () => loadPlan(json()),
        (error) => error instanceof RegoError && error.code === 'plan_invalid',
      );
    });
  }
});

test('the message of a refusal says where', () => {
  assert.throws(() => loadPlan(one(blocks(block(stmt('MakeNullStmt', { target: -1 }))))), {
    message: 'plan "main", MakeNullStmt: target is out of range: -1',
  });
});

test('empty lists may be null or left out, as OPA writes them', () => {
  const empty = { static: {}, plans: { plans: [{ name: 'p', blocks: null }] }, funcs: { funcs: null } };
  assert.deepEqual(loadPlan(empty).entrypoints, ['p']);
  assert.deepEqual(loadPlan({}).entrypoints, []);
  assert.doesNotThrow(() => loadPlan(one(stmt('NotStmt', { block: null }), blocks())));
});

test('a block may be as deep as the limit', () => {
  assert.doesNotThrow(() => loadPlan(file([], [nested(MAX_BLOCK_DEPTH)])));
});

test('the builtins that a file needs are listed', () => {
  assert.deepEqual(loadPlan({ static: { builtin_funcs: [{ name: 'mul', decl: {} }] } }).builtins, ['mul']);
});
