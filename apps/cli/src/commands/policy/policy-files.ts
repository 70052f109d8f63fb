import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { PolicySource } from '@tensorguard/rego';
import { CliError } from '../../errors.ts';

/** Files of policy and data that the user named. */
export interface PolicyFiles {
  readonly modules: readonly PolicySource[];
  /** All `data.json` merged. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Most files that are looked at below the named folders. */
const MAX_FILES = 10_000;
/** Largest file that is read, bytes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MODULE_SUFFIX = '.rego';
const DATA_NAME = 'data.json';

/**
 * Reads the `.rego` files that are named or lie below named folders, and the `data.json` beside them, merged at the root
 * of `data`. Names are relative to `cwd`.
 *
 * @throws CliError `file_unreadable`, `input_invalid` (nothing found, bad JSON, two values for one name)
 */
export async function readPolicyFiles(paths: readonly string[], cwd: string): Promise<PolicyFiles> {
  const files = new Set<string>();
  for (const path of paths) await collect(path, files);
  const modules: PolicySource[] = [];
  const data: Record<string, unknown> = newObject();
  for (const path of [...files].sort()) {
    if (path.endsWith(MODULE_SUFFIX)) modules.push({ file: relative(cwd, path) || path, text: await readText(path) });
    else merge(data, await readJsonObject(path), path);
  }
  return { modules, data };
}

/** Reads an object of JSON. @throws CliError `file_unreadable`, `input_invalid` */
export async function readJsonObject(path: string): Promise<Record<string, unknown>> {
  const value = await readJson(path);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new CliError('input_invalid', `${path} holds no object of JSON`);
}

/** Reads any JSON. @throws CliError `file_unreadable`, `input_invalid` */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CliError('input_invalid', `${path} is not JSON`);
  }
}

/** Puts objects together, member by member. @throws CliError `input_invalid` when one name has two values */
export function merge(target: Record<string, unknown>, source: Readonly<Record<string, unknown>>, path: string): void {
  for (const [key, value] of Object.entries(source)) {
    const before = Object.hasOwn(target, key) ? target[key] : undefined;
    if (before === undefined) define(target, key, copyOf(value));
    else if (isObject(before) && isObject(value)) merge(before, value, path);
    else throw new CliError('input_invalid', `${path} gives "${key}" a second value`);
  }
}

async function collect(path: string, files: Set<string>): Promise<void> {
  const found = await stat(path).catch(unreadable(path));
  if (!found.isDirectory()) {
    if (!path.endsWith(MODULE_SUFFIX)) throw new CliError('input_invalid', `${path} is not a ${MODULE_SUFFIX} file`);
    files.add(path);
    return;
  }
  let any = false;
  for (const name of await readdir(path, { recursive: true }).catch(unreadable(path))) {
    if (!name.endsWith(MODULE_SUFFIX) && name !== DATA_NAME && !name.endsWith(`/${DATA_NAME}`)) continue;
    any ||= name.endsWith(MODULE_SUFFIX);
    files.add(join(path, name));
    if (files.size > MAX_FILES) throw new CliError('input_invalid', `there are more than ${MAX_FILES} files`);
  }
  if (!any) throw new CliError('input_invalid', `there is no ${MODULE_SUFFIX} file in ${path}`);
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path).catch(unreadable(path));
  if (size > MAX_FILE_BYTES) throw new CliError('input_invalid', `${path} is larger than ${MAX_FILE_BYTES} bytes`);
  return readFile(path, 'utf8').catch(unreadable(path));
}

function copyOf(value: unknown): unknown {
  if (!isObject(value)) return value;
  const copy = newObject();
  for (const [key, member] of Object.entries(value)) define(copy, key, copyOf(member));
  return copy;
}

/** `__proto__` is a name like any other here. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function newObject(): Record<string, unknown> {
  return {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new CliError('file_unreadable', `cannot read ${path}`, { cause });
  };
}
