import { createRequire } from 'node:module';
import type * as Re2 from 're2js';

let library: typeof Re2 | undefined;

/**
 * Compiles a pattern of RE2 to a test whether it matches somewhere in a text; `undefined` when it is no pattern of RE2. The
 * library is loaded at the first use.
 */
export function compileRe2Test(pattern: string): ((text: string) => boolean) | undefined {
  library ??= createRequire(import.meta.url)('re2js') as typeof Re2;
  try {
    const compiled = library.RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).find();
  } catch {
    return undefined;
  }
}
