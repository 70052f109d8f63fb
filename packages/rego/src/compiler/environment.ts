import type { Import, Module } from '../ast/ast.ts';
import type { Builtin } from '../builtins/builtin.ts';

/** Where names of a module lead. */
export interface Environment {
  readonly package: readonly string[];
  /** Path that a global name stands for, beginning with `data` or `input`; `undefined` when it is no global name. */
  global(name: string): readonly string[] | undefined;
  /** True for the path (below `data`, joined by dots) of a function of the policy. */
  isFunction(path: readonly string[]): boolean;
  builtin(name: string): Builtin | undefined;
}

/** What all modules of a policy know of each other. */
export interface PolicyNames {
  /** First names of the rules of each package. */
  readonly rules: ReadonlyMap<string, ReadonlySet<string>>;
  readonly functions: ReadonlySet<string>;
}

/** One text for a path; parts cannot be told apart from one another by accident. */
export function pathKey(path: readonly string[]): string {
  return path.length === 1
    ? path[0]!
    : path.map((part) => part.replaceAll('\\', '\\\\').replaceAll('.', '\\.')).join('.');
}

/** Strings at the begin of the head of a rule. */
export function groundPath(rule: Module['rules'][number]): readonly string[] {
  const strings: string[] = [];
  for (const step of rule.path) {
    if (step.kind !== 'scalar' || typeof step.value !== 'string') break;
    strings.push(step.value);
  }
  return strings;
}

/** Collects the names of all modules. */
export function policyNames(modules: readonly Module[]): PolicyNames {
  const rules = new Map<string, Set<string>>();
  const functions = new Set<string>();
  for (const module of modules) {
    const key = pathKey(module.package);
    const names = rules.get(key) ?? new Set();
    rules.set(key, names);
    for (const rule of module.rules) {
      const path = groundPath(rule);
      names.add(path[0]!);
      if (rule.kind === 'function') functions.add(pathKey([...module.package, ...path]));
    }
  }
  return { rules, functions };
}

/** The environment of one module. */
export function environmentOf(
  module: Pick<Module, 'package' | 'imports'>,
  names: PolicyNames,
  builtin: (name: string) => Builtin | undefined,
): Environment {
  const imports = new Map<string, readonly string[]>();
  for (const each of module.imports) {
    const name = importedName(each);
    if (name !== undefined) imports.set(name, each.path);
  }
  const own = names.rules.get(pathKey(module.package)) ?? new Set<string>();
  return {
    package: module.package,
    global: (name) => {
      if (imports.has(name)) return imports.get(name);
      if (name === 'input' || name === 'data') return [name];
      return own.has(name) ? ['data', ...module.package, name] : undefined;
    },
    isFunction: (path) => names.functions.has(pathKey(path)),
    builtin,
  };
}

function importedName({ path, alias }: Import): string | undefined {
  if (path[0] !== 'data' && path[0] !== 'input') return undefined;
  return alias ?? path.at(-1);
}
