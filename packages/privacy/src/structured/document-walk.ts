import { PrivacyError } from '../errors.ts';

/** Containers within each other, unless told otherwise. */
export const DEFAULT_MAX_DEPTH = 512;
/** Values of a document, keys not counted. */
export const MAX_DOCUMENT_VALUES = 1_000_000;

/** Where a value stands: the way up to the root. Made for every value, written out only for findings. */
export interface DocumentPlace<State> {
  readonly parent: DocumentPlace<State> | undefined;
  /** Key, as it is in the new document, or index; `undefined` at the root. */
  readonly select: string | number | undefined;
  readonly state: State;
}

/** A value of a document that holds no others and says something: null says that there is nothing. */
export type Scalar = string | number | boolean;

/** What becomes of the parts of a document. */
export interface DocumentVisitor<State> {
  /** State of the root. */
  readonly root: State;
  /** State of a member, by its key in the old document or its index. */
  enter(parent: DocumentPlace<State>, select: string | number): State;
  /** @param member state of the key's value */
  key(key: string, parent: DocumentPlace<State>, member: State): string;
  /** Strings, numbers and booleans. */
  scalar(value: Scalar, place: DocumentPlace<State>): Scalar;
}

interface Job<State> {
  readonly value: unknown;
  readonly place: DocumentPlace<State>;
  readonly depth: number;
  readonly put: (value: unknown) => void;
}

/** The end of a container: it is no longer above what comes next. */
interface Leave {
  readonly leave: object;
}

/**
 * Makes a new JSON value from a value, part by part, with a stack of its own: depth costs no call stack. The input is not changed and nothing of it
 * is shared.
 *
 * @throws PrivacyError `document_invalid` for what JSON cannot hold (functions, dates, NaN, gaps), for cycles and for more than `maxDepth`
 * levels; `limit_exceeded` for more than {@link MAX_DOCUMENT_VALUES} values.
 */
export function rewriteDocument<State>(
  value: unknown,
  visitor: DocumentVisitor<State>,
  maxDepth: number = DEFAULT_MAX_DEPTH,
): unknown {
  let result: unknown;
  let values = 0;
  const above = new Set<object>();
  const jobs: (Job<State> | Leave)[] = [
    {
      value,
      place: { parent: undefined, select: undefined, state: visitor.root },
      depth: 0,
      put: (made) => {
        result = made;
      },
    },
  ];
  for (let job = jobs.pop(); job !== undefined; job = jobs.pop()) {
    if ('leave' in job) {
      above.delete(job.leave);
      continue;
    }
    values += 1;
    if (values > MAX_DOCUMENT_VALUES)
      throw new PrivacyError('limit_exceeded', `a document has at most ${MAX_DOCUMENT_VALUES} values`);
    const { value, place, depth, put } = job;
    if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) {
      put(visitor.scalar(value as Scalar, place));
    } else if (typeof value === 'object' && value !== null) {
      if (depth >= maxDepth)
        throw new PrivacyError('document_invalid', `a document nests at most ${maxDepth} levels deep`);
      if (above.has(value)) throw new PrivacyError('document_invalid', 'a document must not contain itself');
      above.add(value);
      jobs.push({ leave: value });
      const made = openContainer(value, visitor, place);
      put(made.container);
      // The stack turns the order round: the first member goes on last.
      for (const member of made.members.toReversed()) jobs.push({ ...member, depth: depth + 1 });
    } else if (value === null) {
      put(value);
    } else {
      throw new PrivacyError('document_invalid', `a document cannot hold a value of type ${typeof value}`);
    }
  }
  return result;
}

interface Opened<State> {
  readonly container: object;
  readonly members: readonly Omit<Job<State>, 'depth'>[];
}

function openContainer<State>(
  value: object,
  visitor: DocumentVisitor<State>,
  parent: DocumentPlace<State>,
): Opened<State> {
  if (Array.isArray(value)) {
    if (value.length > MAX_DOCUMENT_VALUES)
      throw new PrivacyError('limit_exceeded', `a document has at most ${MAX_DOCUMENT_VALUES} values`);
    const container: unknown[] = Array.from({ length: value.length });
    const members = Array.from(value as readonly unknown[], (member, index) => ({
      value: member,
      place: { parent, select: index, state: visitor.enter(parent, index) },
      put: (made: unknown) => {
        container[index] = made;
      },
    }));
    return { container, members };
  }
  return openObject(value, visitor, parent);
}

function openObject<State>(
  value: object,
  visitor: DocumentVisitor<State>,
  parent: DocumentPlace<State>,
): Opened<State> {
  const container: Record<string, unknown> = {};
  const repeated = new Map<string, number>();
  const members = entriesOf(value).map(([key, member]) => {
    const state = visitor.enter(parent, key);
    const name = freeName(container, visitor.key(key, parent, state), repeated);
    const put = (made: unknown): void => {
      // Assignment to `__proto__` would change the prototype instead.
      if (name === '__proto__') Object.defineProperty(container, name, { ...OPEN_PROPERTY, value: made });
      else container[name] = made;
    };
    // Keeps the place of the key before its value is known.
    put(null);
    return { value: member, place: { parent, select: name, state }, put };
  });
  return { container, members };
}

const OPEN_PROPERTY = { enumerable: true, configurable: true, writable: true } as const;

function entriesOf(value: object): [string, unknown][] {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Plain objects of another realm have another Object.prototype, whose own prototype is null.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new PrivacyError('document_invalid', 'a document holds plain objects and arrays alone');
  }
  return Object.keys(value).map((key) => {
    const property = Object.getOwnPropertyDescriptor(value, key);
    // A getter would run a stranger's code.
    if (property === undefined || !('value' in property)) {
      throw new PrivacyError('document_invalid', 'a document must not have computed properties');
    }
    return [key, property.value];
  });
}

/** Two keys may be hidden to the same text; no value is lost by that. */
function freeName(container: object, name: string, repeated: Map<string, number>): string {
  if (!Object.hasOwn(container, name)) return name;
  for (let number = (repeated.get(name) ?? 1) + 1; ; number += 1) {
    const numbered = `${name} (${number})`;
    if (Object.hasOwn(container, numbered)) continue;
    repeated.set(name, number);
    return numbered;
  }
}
