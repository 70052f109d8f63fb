import { RegoError } from '../errors.ts';
import { equalValues } from '../value/compare.ts';
import { hashKey, type HashKey } from '../value/hash-key.ts';
import { ObjectBuilder, RegoObject } from '../value/rego-object.ts';
import { SetBuilder } from '../value/rego-set.ts';
import type { Value } from '../value/value.ts';

interface Branch {
  readonly members: Map<HashKey, { readonly key: Value; readonly node: Node }>;
}

type Node = { branch: Branch } | { set: SetBuilder } | { value: Value };

/** Builds the document of rules whose paths have variables: a value or an element of a set for each path of keys. */
export class DocumentBuilder {
  readonly #root: Branch = { members: new Map() };

  /** Puts a value at a path. @throws RegoError `eval_conflict_error` when another value is there */
  put(path: readonly Value[], value: Value): void {
    const [branch, key] = this.#descend(path);
    const known = branch.members.get(hashKey(key))?.node;
    if (known === undefined) branch.members.set(hashKey(key), { key, node: { value } });
    else if (!('value' in known) || !equalValues(known.value, value)) throw conflict();
  }

  /** Adds an element to the set at a path. @throws RegoError `eval_conflict_error` when something else is there */
  add(path: readonly Value[], element: Value): void {
    const [branch, key] = this.#descend(path);
    const known = branch.members.get(hashKey(key))?.node;
    if (known === undefined) {
      const set = new SetBuilder();
      set.add(element);
      branch.members.set(hashKey(key), { key, node: { set } });
    } else if ('set' in known) known.set.add(element);
    else throw conflict();
  }

  build(): RegoObject {
    return buildBranch(this.#root);
  }

  #descend(path: readonly Value[]): [Branch, Value] {
    let branch = this.#root;
    for (let i = 0; i < path.length - 1; i++) {
      const key = path[i]!;
      let member = branch.members.get(hashKey(key));
      if (member === undefined) {
        member = { key, node: { branch: { members: new Map() } } };
        branch.members.set(hashKey(key), member);
      }
      if (!('branch' in member.node)) throw conflict();
      branch = member.node.branch;
    }
    return [branch, path.at(-1)!];
  }
}

function buildBranch(branch: Branch): RegoObject {
  const builder = new ObjectBuilder();
  for (const { key, node } of branch.members.values()) {
    if ('value' in node) builder.set(key, node.value);
    else builder.set(key, 'set' in node ? node.set.build() : buildBranch(node.branch));
  }
  return builder.build();
}

function conflict(): RegoError {
  return new RegoError('eval_conflict_error', 'object keys must be unique');
}
