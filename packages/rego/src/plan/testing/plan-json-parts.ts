/** A statement as plans write it. This file has short forms for tests that write plans by hand. */
export interface StatementJson {
  readonly type: string;
  readonly stmt: Readonly<Record<string, unknown>>;
}

/** A block as plans write it. */
export interface BlockJson {
  readonly stmts: readonly StatementJson[];
}

/** A statement of the second line of the first file. */
export function stmt(type: string, fields: Readonly<Record<string, unknown>> = {}): StatementJson {
  return { type, stmt: { ...fields, file: 0, row: 2, col: 1 } };
}

/** A block of statements. */
export function block(...stmts: readonly StatementJson[]): BlockJson {
  return { stmts };
}

/** A statement that runs blocks. */
export function blocks(...list: readonly BlockJson[]): StatementJson {
  return stmt('BlockStmt', { blocks: list });
}

/** A local variable as an operand. */
export function local(value: number): object {
  return { type: 'local', value };
}

/** A string constant as an operand, by its index. */
export function text(value: number): object {
  return { type: 'string_index', value };
}

/** A boolean as an operand. */
export function bool(value: boolean): object {
  return { type: 'bool', value };
}

/** Input and data as arguments. */
export const DOCUMENTS = [local(0), local(1)];

/** A lookup. */
export function dot(source: number, key: object, target: number): StatementJson {
  return stmt('DotStmt', { source: local(source), key, target });
}

/** An assignment. */
export function assign(source: object, target: number): StatementJson {
  return stmt('AssignVarStmt', { source, target });
}

/** A call. */
export function call(func: string, args: readonly object[], result: number): StatementJson {
  return stmt('CallStmt', { func, args, result });
}

/** Puts a local variable into the result set as the variable `result`, whose name is string 0; uses local 90. */
export function answer(value: object): readonly StatementJson[] {
  return [
    stmt('MakeObjectStmt', { target: 90 }),
    stmt('ObjectInsertStmt', { object: 90, key: text(0), value }),
    stmt('ResultSetAddStmt', { value: 90 }),
  ];
}

/** A function of a plan file. */
export function func(
  name: string,
  params: readonly number[],
  result: number,
  ...list: readonly BlockJson[]
): Readonly<Record<string, unknown>> {
  return { name, params, return: result, blocks: list, path: ['g0', ...name.split('.').slice(2)] };
}

/** A plan file with one plan, `main`. String 0 is `result`. */
export function file(
  strings: readonly string[],
  body: readonly BlockJson[],
  funcs: readonly Readonly<Record<string, unknown>>[] = [],
): Readonly<Record<string, unknown>> {
  return {
    static: {
      strings: ['result', ...strings].map((value) => ({ value })),
      files: [{ value: 'policy.rego' }],
    },
    plans: { plans: [{ name: 'main', blocks: body }] },
    funcs: { funcs },
  };
}

/** A plan written by hand, and what it gives. */
export interface ExamplePlan {
  readonly json: Readonly<Record<string, unknown>>;
  /** Documents of each evaluation, and the `result` that follows. */
  readonly cases: readonly {
    readonly input?: unknown;
    readonly data?: unknown;
    readonly want: unknown;
  }[];
}
