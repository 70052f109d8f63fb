import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

let library: typeof Yaml | undefined;

/**
 * Parses one YAML document as data. The library is loaded at the first use.
 *
 * @throws Error of the library
 */
export function loadYaml(text: string): unknown {
  library ??= createRequire(import.meta.url)('yaml') as typeof Yaml;
  return library.parse(text, { maxAliasCount: 100, prettyErrors: false, schema: 'core', logLevel: 'error' });
}
