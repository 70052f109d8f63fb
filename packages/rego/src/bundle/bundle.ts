import { z } from 'zod';
import { RegoError } from '../errors.ts';
import { loadYaml } from '../internal/yaml.ts';
import { canonicalText } from '../value/canonical-text.ts';
import { fromJs, parseJson } from '../value/json.ts';
import { ObjectBuilder, RegoObject } from '../value/rego-object.ts';
import type { Value } from '../value/value.ts';
import type { PolicySource } from '../policy.ts';
import { readTar, type ArchiveFile } from './read-tar.ts';
import { verifySignatures, type VerificationKey } from './signatures.ts';

const MANIFEST = '.manifest';
const SIGNATURES = '.signatures.json';
const PLAN = 'plan.json';
const DATA_FILE = /(?:^|\/)data\.(?:json|yaml|yml)$/;

const manifestSchema = z.looseObject({
  revision: z.string().optional(),
  roots: z.array(z.string()).optional(),
  rego_version: z.union([z.literal(0), z.literal(1)]).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

/** What a bundle brings. */
export interface Bundle {
  readonly revision: string;
  /** Paths below `data` that the bundle owns, parts joined by slashes; an empty one is everything. */
  readonly roots: readonly string[];
  readonly modules: readonly PolicySource[];
  readonly data: RegoObject;
  /** Compiled policy in OPA's intermediate representation, for `loadPlan` of `@tensorguard/rego/plan`; `undefined` when the bundle has none. */
  readonly plan: unknown;
  /** Id of the key whose signature was verified; `undefined` when none was asked for. */
  readonly verifiedBy: string | undefined;
}

/** How a bundle is read. */
export interface BundleOptions {
  /** When given, the bundle has to be signed by one of these keys. */
  readonly verificationKeys?: readonly VerificationKey[];
}

/**
 * Reads a bundle of OPA: a tar archive, with gzip or without, of policies, data and a manifest.
 *
 * @throws RegoError `bundle_invalid`
 */
export function readBundle(archive: Uint8Array, options: BundleOptions = {}): Bundle {
  const files = readTar(archive);
  const paths = new Set(files.map(({ path }) => path));
  if (paths.size < files.length) throw invalid('the bundle has a file twice');
  const verifiedBy =
    options.verificationKeys === undefined ? undefined : verifySignatures(files, SIGNATURES, options.verificationKeys);
  const manifest = readManifest(files.find(({ path }) => path === MANIFEST));
  const roots = (manifest.roots ?? ['']).map((root) => root.replace(/^\/|\/$/g, ''));
  checkRoots(roots);
  let data = RegoObject.EMPTY;
  const modules: PolicySource[] = [];
  let plan: unknown;
  for (const file of files) {
    if (file.path.endsWith('.rego')) {
      modules.push({ file: file.path, text: utf8(file), version: manifest.rego_version === 0 ? 'v0' : 'v1' });
    } else if (file.path === PLAN) plan = parsePlan(file);
    else if (DATA_FILE.test(file.path)) data = mergeData(data, under(file.path, parseData(file)), []);
  }
  checkOwned(data, roots);
  return { revision: manifest.revision ?? '', roots, modules, data, plan, verifiedBy };
}

/** Bundles that are in force together. @throws RegoError `bundle_invalid` when two own the same path */
export function combineBundles(bundles: readonly Bundle[]): Pick<Bundle, 'modules' | 'data'> {
  checkRoots(bundles.flatMap(({ roots }) => roots));
  const data = bundles.reduce((sum, bundle) => mergeData(sum, bundle.data, []), RegoObject.EMPTY);
  return { modules: bundles.flatMap(({ modules }) => modules), data };
}

function readManifest(file: ArchiveFile | undefined): z.infer<typeof manifestSchema> {
  if (file === undefined) return {};
  let json: unknown;
  try {
    json = JSON.parse(utf8(file));
  } catch (cause) {
    throw new RegoError('bundle_invalid', 'the manifest is not JSON', { cause });
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) throw invalid(`the manifest is malformed: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Refuses a root that lies inside of another one. */
function checkRoots(roots: readonly string[]): void {
  const sorted = roots.map((root) => (root === '' ? '' : `${root}/`)).toSorted();
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i]!.startsWith(sorted[i - 1]!)) throw invalid(`the roots ${sorted[i - 1]} and ${sorted[i]} overlap`);
  }
}

/** Refuses data outside of the roots. */
function checkOwned(data: RegoObject, roots: readonly string[]): void {
  const open: { readonly path: string; readonly value: Value }[] = [{ path: '', value: data }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { path, value } = item;
    if (roots.some((root) => root === '' || path === root || path.startsWith(`${root}/`))) continue;
    const leadsToRoot = path === '' || roots.some((root) => root.startsWith(`${path}/`));
    if (!leadsToRoot || !(value instanceof RegoObject)) throw invalid(`the data at ${path} are outside of the roots`);
    for (const [key, member] of value)
      open.push({ path: path === '' ? nameOf(key) : `${path}/${nameOf(key)}`, value: member });
  }
}

function parseData(file: ArchiveFile): Value {
  try {
    return file.path.endsWith('.json') ? parseJson(utf8(file)) : fromJs(loadYaml(utf8(file)));
  } catch (cause) {
    throw new RegoError('bundle_invalid', `${file.path} cannot be read`, { cause });
  }
}

function parsePlan(file: ArchiveFile): unknown {
  try {
    return JSON.parse(utf8(file));
  } catch (cause) {
    throw new RegoError('bundle_invalid', `${file.path} cannot be read`, { cause });
  }
}

/** The document of a data file: its folders are the path. */
function under(path: string, value: Value): RegoObject {
  const folders = path.split('/').slice(0, -1);
  const document = folders.reduceRight<Value>((inner, name) => RegoObject.from([[name, inner]]), value);
  if (document instanceof RegoObject) return document;
  throw invalid(`${path} is not an object`);
}

function mergeData(a: RegoObject, b: RegoObject, path: readonly string[]): RegoObject {
  const builder = new ObjectBuilder();
  for (const [key, value] of a) builder.set(key, value);
  for (const [key, value] of b) {
    const known = builder.get(key);
    if (known === undefined) builder.set(key, value);
    else if (known instanceof RegoObject && value instanceof RegoObject) {
      builder.set(key, mergeData(known, value, [...path, nameOf(key)]));
    } else throw invalid(`two files have data at ${[...path, nameOf(key)].join('/')}`);
  }
  return builder.build();
}

/** Keys of data files are strings; those of YAML are made strings. */
function nameOf(key: Value): string {
  return typeof key === 'string' ? key : canonicalText(key);
}

function utf8({ path, bytes }: ArchiveFile): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RegoError('bundle_invalid', `${path} is not UTF-8`, { cause });
  }
}

function invalid(message: string): RegoError {
  return new RegoError('bundle_invalid', message);
}
