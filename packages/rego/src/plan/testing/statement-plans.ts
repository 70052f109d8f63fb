import {
  answer,
  assign,
  block,
  blocks,
  bool,
  call,
  dot,
  file,
  local,
  stmt,
  text,
  type ExamplePlan,
} from './plan-json-parts.ts';

/** An array, a set and an object of what `input.xs` holds, with their lengths. */
export const collections: ExamplePlan = {
  json: file(
    ['xs', 'array', 'set', 'object', 'lengths'],
    [
      block(
        dot(0, text(1), 2),
        stmt('MakeArrayStmt', { capacity: 0, target: 3 }),
        stmt('MakeSetStmt', { target: 4 }),
        stmt('MakeObjectStmt', { target: 5 }),
        stmt('ScanStmt', {
          source: 2,
          key: 6,
          value: 7,
          block: block(
            stmt('ArrayAppendStmt', { array: 3, value: local(7) }),
            stmt('SetAddStmt', { set: 4, value: local(7) }),
            stmt('ObjectInsertOnceStmt', { object: 5, key: local(6), value: local(7) }),
          ),
        }),
        stmt('MakeArrayStmt', { capacity: 3, target: 8 }),
        ...[3, 4, 5].flatMap((each) => [
          stmt('LenStmt', { source: local(each), target: 9 }),
          stmt('ArrayAppendStmt', { array: 8, value: local(9) }),
        ]),
        stmt('MakeObjectStmt', { target: 10 }),
        ...[3, 4, 5, 8].map((each, i) =>
          stmt('ObjectInsertStmt', { object: 10, key: text(2 + i), value: local(each) }),
        ),
        ...answer(local(10)),
      ),
    ],
  ),
  cases: [
    {
      input: { xs: ['b', 'a', 'b'] },
      want: { array: ['b', 'a', 'b'], set: ['a', 'b'], object: { 0: 'b', 1: 'a', 2: 'b' }, lengths: [3, 2, 3] },
    },
    { input: { xs: { k: 1 } }, want: { array: [1], set: [1], object: { k: 1 }, lengths: [1, 1, 1] } },
    { input: { xs: [] }, want: { array: [], set: [], object: {}, lengths: [0, 0, 0] } },
    { input: { xs: 'scalar' }, want: { array: [], set: [], object: {}, lengths: [0, 0, 0] } },
    { input: {}, want: undefined },
  ],
};

/** The type of `input.x`, found by leaving the block around the tests; the set of one element is made first. */
export const types: ExamplePlan = {
  json: file(
    ['x', 'array', 'object', 'set', 'other', 'wrap'],
    [
      block(
        dot(0, text(1), 2),
        blocks(
          block(
            dot(0, text(6), 4),
            stmt('MakeSetStmt', { target: 5 }),
            stmt('SetAddStmt', { set: 5, value: local(2) }),
            assign(local(5), 2),
          ),
        ),
        blocks(
          block(
            blocks(
              block(stmt('IsArrayStmt', { source: local(2) }), assign(text(2), 3), stmt('BreakStmt', { index: 1 })),
              block(stmt('IsObjectStmt', { source: local(2) }), assign(text(3), 3), stmt('BreakStmt', { index: 1 })),
              block(stmt('IsSetStmt', { source: local(2) }), assign(text(4), 3), stmt('BreakStmt', { index: 1 })),
            ),
            assign(text(5), 3),
          ),
        ),
        stmt('NopStmt'),
        ...answer(local(3)),
      ),
    ],
  ),
  cases: [
    { input: { x: [] }, want: 'array' },
    { input: { x: {} }, want: 'object' },
    { input: { x: 1, wrap: true }, want: 'set' },
    { input: { x: 'text' }, want: 'other' },
    { input: { x: null }, want: 'other' },
  ],
};

/** `every x in input.xs { x > 1 }`, as OPA plans it. */
export const every: ExamplePlan = {
  json: file(
    ['xs', '1'],
    [
      block(
        stmt('ResetLocalStmt', { target: 2 }),
        dot(0, text(1), 3),
        stmt('ScanStmt', {
          source: 3,
          key: 4,
          value: 5,
          block: block(
            stmt('ResetLocalStmt', { target: 6 }),
            blocks(
              block(
                stmt('MakeNumberRefStmt', { index: 2, target: 7 }),
                call('gt', [local(5), local(7)], 8),
                stmt('NotEqualStmt', { a: local(8), b: bool(false) }),
                assign(bool(true), 6),
              ),
            ),
            stmt('IsUndefinedStmt', { source: 6 }),
            assign(bool(true), 2),
          ),
        }),
        stmt('IsUndefinedStmt', { source: 2 }),
        ...answer(bool(true)),
      ),
    ],
  ),
  cases: [
    { input: { xs: [2, 3] }, want: true },
    { input: { xs: [2, 1, 3] }, want: undefined },
    { input: { xs: [] }, want: true },
    { input: {}, want: undefined },
  ],
};

/** `not input.blocked`. */
export const negation: ExamplePlan = {
  json: file(
    ['blocked'],
    [
      block(
        stmt('NotStmt', {
          block: block(dot(0, text(1), 2), stmt('NotEqualStmt', { a: local(2), b: bool(false) })),
        }),
        ...answer(bool(true)),
      ),
    ],
  ),
  cases: [
    { input: { blocked: true }, want: undefined },
    { input: { blocked: false }, want: true },
    { input: {}, want: true },
    { want: true },
  ],
};

/** Elements 1 and 0 of `input.pair`, null, a number that no double holds, and the array as it was before it grew. */
export const constants: ExamplePlan = {
  json: file(
    ['pair', '1.5'],
    [
      block(
        dot(0, text(1), 2),
        stmt('MakeArrayStmt', { capacity: 4, target: 3 }),
        stmt('MakeNumberIntStmt', { value: 1, target: 4 }),
        dot(2, local(4), 5),
        stmt('ArrayAppendStmt', { array: 3, value: local(5) }),
        stmt('AssignIntStmt', { value: 0, target: 4 }),
        dot(2, local(4), 5),
        stmt('ArrayAppendStmt', { array: 3, value: local(5) }),
        assign(local(3), 6),
        stmt('MakeNullStmt', { target: 5 }),
        stmt('ArrayAppendStmt', { array: 3, value: local(5) }),
        stmt('MakeNumberRefStmt', { index: 2, target: 5 }),
        stmt('ArrayAppendStmt', { array: 3, value: local(5) }),
        stmt('ArrayAppendStmt', { array: 3, value: local(6) }),
        ...answer(local(3)),
      ),
    ],
  ),
  cases: [
    { input: { pair: ['x', 'y'] }, want: ['y', 'x', null, 1.5, ['y', 'x']] },
    { input: { pair: ['x'] }, want: undefined },
  ],
};
