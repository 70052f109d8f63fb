import {
  answer,
  assign,
  block,
  blocks,
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
  type ExamplePlan,
} from './plan-json-parts.ts';

/** Blocks that hand the result of a rule's bodies on: local 3 holds it, local 2 is returned. */
function ending(...fallback: readonly BlockJson[]): readonly BlockJson[] {
  return [
    block(stmt('IsDefinedStmt', { source: 3 }), stmt('AssignVarOnceStmt', { source: local(3), target: 2 })),
    ...fallback,
    block(stmt('ReturnLocalStmt', { source: 2 })),
  ];
}

const ruleCall = (name: string): BlockJson => block(call(name, DOCUMENTS, 2), ...answer(local(2)));

/** `allow if input.user == "alice"`, with a default. */
export const defaulted: ExamplePlan = {
  json: file(
    ['user', 'alice'],
    [ruleCall('g0.data.authz.allow')],
    [
      func(
        'g0.data.authz.allow',
        [0, 1],
        2,
        block(
          stmt('ResetLocalStmt', { target: 3 }),
          dot(0, text(1), 4),
          stmt('EqualStmt', { a: local(4), b: text(2) }),
          stmt('AssignVarOnceStmt', { source: bool(true), target: 3 }),
        ),
        ...ending(
          block(stmt('IsUndefinedStmt', { source: 2 }), stmt('AssignVarOnceStmt', { source: bool(false), target: 2 })),
        ),
      ),
    ],
  ),
  cases: [
    { input: { user: 'alice' }, want: true },
    { input: { user: 'bob' }, want: false },
    { input: {}, want: false },
    { want: false },
  ],
};

/** `level := "high" if input.n == 3, else := "low" if input.n == 1`. */
export const ordered: ExamplePlan = {
  json: file(
    ['n', 'high', 'low', '3', '1'],
    [ruleCall('g0.data.p.level')],
    [
      func(
        'g0.data.p.level',
        [0, 1],
        2,
        block(
          blocks(
            block(
              stmt('ResetLocalStmt', { target: 3 }),
              dot(0, text(1), 4),
              stmt('MakeNumberRefStmt', { Index: 4, target: 5 }),
              stmt('EqualStmt', { a: local(4), b: local(5) }),
              stmt('AssignVarOnceStmt', { source: text(2), target: 3 }),
            ),
            block(
              stmt('IsUndefinedStmt', { source: 3 }),
              dot(0, text(1), 4),
              stmt('MakeNumberRefStmt', { index: 5, target: 5 }),
              stmt('EqualStmt', { a: local(4), b: local(5) }),
              stmt('AssignVarOnceStmt', { source: text(3), target: 3 }),
            ),
            block(stmt('IsDefinedStmt', { source: 3 }), stmt('AssignVarOnceStmt', { source: local(3), target: 2 })),
          ),
        ),
        block(stmt('ReturnLocalStmt', { source: 2 })),
      ),
    ],
  ),
  cases: [
    { input: { n: 3 }, want: 'high' },
    { input: { n: 1 }, want: 'low' },
    { input: { n: 2 }, want: undefined },
  ],
};

/** `[user, user with input.user.name as "eve", user]` where the rule `user` is `input.user.name`, or "nobody". */
export const replaced: ExamplePlan = {
  json: file(
    ['user', 'name', 'eve', 'nobody'],
    [
      block(
        stmt('MakeArrayStmt', { capacity: 3, target: 3 }),
        call('g0.data.p.user', DOCUMENTS, 4),
        stmt('ArrayAppendStmt', { array: 3, value: local(4) }),
        assign(local(0), 5),
        stmt('WithStmt', {
          local: 0,
          path: [1, 2],
          value: text(3),
          block: block(
            call('g0.data.p.user', DOCUMENTS, 4),
            stmt('ArrayAppendStmt', { array: 3, value: local(4) }),
            stmt('WithStmt', {
              local: 0,
              path: null,
              value: local(5),
              block: block(
                call('g0.data.p.user', DOCUMENTS, 4),
                stmt('ArrayAppendStmt', { array: 3, value: local(4) }),
              ),
            }),
          ),
        }),
        ...answer(local(3)),
      ),
    ],
    [
      func(
        'g0.data.p.user',
        [0, 1],
        2,
        block(
          stmt('ResetLocalStmt', { target: 3 }),
          dot(0, text(1), 4),
          dot(4, text(2), 5),
          stmt('AssignVarOnceStmt', { source: local(5), target: 3 }),
        ),
        ...ending(
          block(stmt('IsUndefinedStmt', { source: 2 }), stmt('AssignVarOnceStmt', { source: text(4), target: 2 })),
        ),
      ),
    ],
  ),
  cases: [
    { input: { user: { name: 'ann' } }, want: ['ann', 'eve', 'ann'] },
    { input: { user: 'text' }, want: ['nobody', 'eve', 'nobody'] },
    { want: ['nobody', 'eve', 'nobody'] },
  ],
};

/** `data.funcs[input.operation]`: a rule where there is one, base data elsewhere. */
export const dynamic: ExamplePlan = {
  json: file(
    ['operation', 'g0', 'funcs', 'n', 'two'],
    [
      block(
        dot(0, text(1), 2),
        blocks(
          block(
            blocks(
              block(
                blocks(
                  block(
                    stmt('CallDynamicStmt', { args: [0, 1], path: [text(2), text(3), local(2)], result: 3 }),
                    stmt('BreakStmt', { index: 1 }),
                  ),
                  block(dot(1, text(3), 4), dot(4, local(2), 5), assign(local(5), 3), stmt('BreakStmt', { index: 1 })),
                ),
                stmt('BreakStmt', { index: 2 }),
              ),
            ),
            ...answer(local(3)),
          ),
        ),
      ),
    ],
    [
      func(
        'g0.data.funcs.double',
        [0, 1],
        2,
        block(
          dot(0, text(4), 3),
          stmt('MakeNumberIntStmt', { value: 2, target: 4 }),
          call('mul', [local(3), local(4)], 2),
        ),
        block(stmt('ReturnLocalStmt', { source: 2 })),
      ),
    ],
  ),
  cases: [
    { input: { operation: 'double', n: 21 }, want: 42 },
    { input: { operation: 'stored' }, data: { funcs: { stored: 'base' } }, want: 'base' },
    { input: { operation: 'missing' }, data: { funcs: {} }, want: undefined },
    { input: { operation: 'double' }, want: undefined },
    { input: { operation: 7 }, want: undefined },
  ],
};

/** Rules and base documents as one object. */
export const extent: ExamplePlan = {
  json: file(
    ['p', 'made', 'by rule'],
    [
      block(
        stmt('MakeObjectStmt', { target: 2 }),
        stmt('ObjectInsertStmt', { object: 2, key: text(2), value: text(3) }),
        blocks(
          block(
            blocks(
              block(
                dot(1, text(1), 3),
                stmt('ObjectMergeStmt', { a: 3, b: 2, target: 4 }),
                stmt('BreakStmt', { index: 1 }),
              ),
            ),
            assign(local(2), 4),
          ),
        ),
        ...answer(local(4)),
      ),
    ],
  ),
  cases: [
    { data: { p: { stored: { a: 1 } } }, want: { made: 'by rule', stored: { a: 1 } } },
    { data: { p: { made: 'stored' } }, want: { made: 'stored' } },
    { data: {}, want: { made: 'by rule' } },
  ],
};
