import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { RegoError, type RegoErrorCode } from '../errors.ts';
import { fromJs } from '../value/json.ts';
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
  dot,
  file,
  func,
  local,
  stmt,
  text,
  type BlockJson,
  type StatementJson,
} from './testing/plan-json-parts.ts';

const STATEMENTS =
  'ArrayAppend AssignInt AssignVarOnce AssignVar Block Break CallDynamic Call Dot Equal IsArray IsDefined IsObject IsSet IsUndefined Len MakeArray MakeNull MakeNumberInt MakeNumberRef MakeObject MakeSet Nop NotEqual Not ObjectInsertOnce ObjectInsert ObjectMerge ResetLocal ResultSetAdd ReturnLocal Scan SetAdd With'.split(
    ' ',
  );

function codeIs(code: RegoErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof RegoError && error.code === code;
}

function valueOf(body: readonly StatementJson[], strings: readonly string[] = [], options: PlanOptions = {}): unknown {
  return evaluatePlan(loadPlan(file(strings, [block(...body)])), 'main', options).value;
}

describe('a plan of', () => {
  for (const [name, { json, cases }] of Object.entries(EXAMPLE_PLANS)) {
    it(name, () => {
      const plan = loadPlan(JSON.parse(JSON.stringify(json)));
      for (const { want, input, data } of cases) {
        const { value } = evaluatePlan(plan, 'main', { input, data });
        assert.deepEqual(value, want, JSON.stringify({ input, data }));
      }
    });
  }

  it('each documented statement is among the examples', () => {
    const found = JSON.stringify(EXAMPLE_PLANS).matchAll(/"type":"(\w+)Stmt"/g);
    assert.deepEqual(new Set([...found].map(([, type]) => type)), new Set(STATEMENTS));
  });
});

describe('the result set', () => {
  const scan = stmt('ScanStmt', { source: 0, key: 2, value: 3, block: block(...answer(local(3))) });

  it('has each solution once, in order', () => {
    const plan = loadPlan(file([], [block(scan)]));
    for (const input of [
      [2, 1, 1],
      [2, 2, 1],
    ]) {
      const { results, value } = evaluatePlan(plan, undefined, { input });
      assert.deepEqual(results, [{ result: 1 }, { result: 2 }]);
      assert.equal(value, 1);
    }
  });

  it('is empty when nothing was added', () => {
    const { results, value } = evaluatePlan(loadPlan(file([], [block(scan)])), 'main', { input: [] });
    assert.deepEqual({ results, value }, { results: [], value: undefined });
  });

  it('takes objects alone', () => {
    const json = file([], [block(stmt('MakeNullStmt', { target: 2 }), stmt('ResultSetAddStmt', { value: 2 }))]);
    assert.deepEqual(evaluatePlan(loadPlan(json), 'main').results, []);
  });
});

describe('an entrypoint', () => {
  const named = { plans: { plans: ['a/b', 'c'].map((name) => ({ name, blocks: null })) } };

  it('is found by its name in any of its forms', () => {
    const plan = loadPlan(named);
    assert.deepEqual(plan.entrypoints, ['a/b', 'c']);
    for (const name of ['a/b', 'a.b', ['a', 'b'], undefined]) assert.equal(evaluatePlan(plan, name).value, undefined);
  });

  it('that is not there is an error', () => {
    assert.throws(() => evaluatePlan(loadPlan(named), 'b'), codeIs('plan_invalid'));
    assert.throws(() => evaluatePlan(loadPlan({})), codeIs('plan_invalid'));
  });
});

describe('a conflict', () => {
  it('of two results of a rule ends the evaluation', () => {
    const twice = (second: object): readonly StatementJson[] => [
      stmt('AssignVarOnceStmt', { source: text(1), target: 2 }),
      stmt('AssignVarOnceStmt', { source: second, target: 2 }),
      ...answer(local(2)),
    ];
    assert.equal(valueOf(twice(text(2)), ['a', 'a']), 'a');
    assert.throws(() => valueOf(twice(bool(true)), ['a', 'a']), codeIs('eval_conflict_error'));
  });

  it('of two values of a key says where', () => {
    const body = [
      stmt('MakeObjectStmt', { target: 2 }),
      stmt('ObjectInsertOnceStmt', { object: 2, key: text(0), value: text(1) }),
      stmt('ObjectInsertOnceStmt', { object: 2, key: text(0), value: bool(true) }),
    ];
    assert.throws(
      () => valueOf(body, ['a']),
      (error) => codeIs('eval_conflict_error')(error) && (error as RegoError).location?.file === 'policy.rego',
    );
  });
});

describe('an error of a builtin', () => {
  const body = [call('to_number', [text(1)], 2), ...answer(local(2))];

  it('makes the statement undefined and is told', () => {
    const { value, errors } = evaluatePlan(loadPlan(file(['x'], [block(...body)])), 'main');
    assert.equal(value, undefined);
    assert.deepEqual(
      errors.map(({ code, location }) => [code, location?.line]),
      [['eval_builtin_error', 2]],
    );
  });

  it('ends a strict evaluation', () => {
    assert.throws(() => valueOf(body, ['x'], { strict: true }), codeIs('eval_builtin_error'));
  });

  it('of a door that is closed ends every evaluation', () => {
    const closed = [call('opa.runtime', [], 2)];
    assert.throws(() => valueOf(closed), codeIs('capability_denied'));
    const open = [call('opa.runtime', [], 2), ...answer(local(2))];
    assert.deepEqual(valueOf(open, [], { capabilities: { runtime: () => fromJs({ a: 1 }) } }), { a: 1 });
  });
});

test('printed and interpolated values are sets of at most one value', () => {
  const set = (target: number, ...items: readonly object[]): readonly StatementJson[] => [
    stmt('MakeSetStmt', { target }),
    ...items.map((value) => stmt('SetAddStmt', { set: target, value })),
  ];
  const list = [
    stmt('MakeArrayStmt', { capacity: 3, target: 5 }),
    ...[3, 4, 2].map((each) => stmt('ArrayAppendStmt', { array: 5, value: local(each) })),
  ];
  const body = [
    ...set(2),
    ...set(3, text(1)),
    ...set(4, bool(true), text(1)),
    ...list,
    call('internal.print', [local(5)], 6),
  ];
  const lines: string[] = [];
  const observer = { print: (message: string) => lines.push(message) };
  valueOf(body, ['hi'], { observer });
  assert.deepEqual(lines, ['hi true <undefined>', 'hi hi <undefined>']);
  const bare = [
    stmt('MakeArrayStmt', { capacity: 1, target: 5 }),
    stmt('ArrayAppendStmt', { array: 5, value: text(1) }),
    call('internal.print', [local(5)], 6),
  ];
  assert.throws(() => valueOf(bare, ['x'], { strict: true }), codeIs('eval_type_error'));
  const template = [
    ...set(2),
    ...set(3, bool(true)),
    stmt('MakeArrayStmt', { capacity: 3, target: 5 }),
    ...[text(1), local(3), local(2)].map((value) => stmt('ArrayAppendStmt', { array: 5, value })),
    call('internal.template_string', [local(5)], 6),
    ...answer(local(6)),
  ];
  assert.equal(valueOf(template, ['x=']), 'x=true<undefined>');
});

describe('a collection', () => {
  const grown = (make: StatementJson, add: (value: object) => StatementJson): unknown =>
    valueOf(
      [
        make,
        add(text(1)),
        assign(local(2), 3),
        add(text(2)),
        stmt('MakeArrayStmt', { capacity: 2, target: 4 }),
        stmt('ArrayAppendStmt', { array: 4, value: local(3) }),
        stmt('ArrayAppendStmt', { array: 4, value: local(2) }),
        ...answer(local(4)),
      ],
      ['a', 'b'],
    );

  it('that was read stays as it was when the local grows', () => {
    const array = grown(stmt('MakeArrayStmt', { capacity: 0, target: 2 }), (value) =>
      stmt('ArrayAppendStmt', { array: 2, value }),
    );
    const set = grown(stmt('MakeSetStmt', { target: 2 }), (value) => stmt('SetAddStmt', { set: 2, value }));
    const object = grown(stmt('MakeObjectStmt', { target: 2 }), (value) =>
      stmt('ObjectInsertStmt', { object: 2, key: value, value }),
    );
    assert.deepEqual(
      [array, set],
      [
        [['a'], ['a', 'b']],
        [['a'], ['a', 'b']],
      ],
    );
    assert.deepEqual(object, [{ a: 'a' }, { a: 'a', b: 'b' }]);
  });

  it('of another type takes nothing: the statement is undefined', () => {
    const wrong = [
      stmt('ArrayAppendStmt', { array: 0, value: bool(true) }),
      stmt('SetAddStmt', { set: 0, value: bool(true) }),
      stmt('ObjectInsertStmt', { object: 0, key: bool(true), value: bool(true) }),
    ];
    for (const each of wrong) assert.equal(valueOf([each, ...answer(bool(true))], [], { input: 'text' }), undefined);
  });
});

test('base documents are an object', () => {
  assert.throws(() => valueOf([], [], { data: [] }), codeIs('value_invalid'));
});

describe('a rule', () => {
  const counting = (body: readonly BlockJson[]): { readonly calls: number; readonly value: unknown } => {
    let calls = 0;
    const rule = func(
      'g0.data.p.r',
      [0, 1],
      2,
      block(call('opa.runtime', [], 3)),
      block(dot(0, text(1), 2)),
      block(stmt('ReturnLocalStmt', { source: 2 })),
    );
    const runtime = (): ReturnType<typeof fromJs> => {
      calls++;
      return null;
    };
    const plan = loadPlan(file(['a'], body, [rule]));
    const { value } = evaluatePlan(plan, 'main', { input: { a: 1 }, capabilities: { runtime } });
    return { calls, value };
  };
  const again = call('g0.data.p.r', DOCUMENTS, 3);

  it('runs once for the same documents', () => {
    assert.deepEqual(counting([block(again, again, ...answer(local(3)))]), { calls: 1, value: 1 });
  });

  it('runs again where a document is replaced, and not after that', () => {
    const replaced = stmt('WithStmt', {
      local: 0,
      path: [1],
      value: text(0),
      block: block(again, assign(local(3), 4)),
    });
    const { calls, value } = counting([block(again, replaced, again, ...answer(local(4)))]);
    assert.deepEqual({ calls, value }, { calls: 2, value: 'result' });
  });
});

describe('a break', () => {
  const found = (index: number): unknown =>
    valueOf(
      [
        stmt('MakeArrayStmt', { capacity: 0, target: 2 }),
        stmt('BlockStmt', {
          blocks: [
            block(
              stmt('ScanStmt', {
                source: 0,
                key: 3,
                value: 4,
                block: block(stmt('ArrayAppendStmt', { array: 2, value: local(4) }), stmt('BreakStmt', { index })),
              }),
              stmt('ArrayAppendStmt', { array: 2, value: text(1) }),
            ),
          ],
        }),
        ...answer(local(2)),
      ],
      ['after'],
      { input: [1, 2] },
    );

  it('of index 0 in a loop goes on with the next element', () => assert.deepEqual(found(0), [1, 2, 'after']));
  it('of index 1 in a loop ends the block around it', () => assert.deepEqual(found(1), [1]));
  it('of index 2 in a loop ends the block around that one', () => assert.equal(found(2), undefined));

  it('out of a negated block does not make the negation true', () => {
    const body = [stmt('NotStmt', { block: block(stmt('BreakStmt', { index: 1 })) }), ...answer(bool(true))];
    assert.equal(valueOf(body), undefined);
  });

  it('out of a with restores the document', () => {
    const inside = block(stmt('BreakStmt', { index: 1 }));
    const left = block(stmt('WithStmt', { local: 0, path: [], value: text(0), block: inside }));
    assert.equal(valueOf([stmt('BlockStmt', { blocks: [left] }), ...answer(local(0))], [], { input: 'kept' }), 'kept');
  });
});
