import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { linearityOf, regExpLiterals } from '@tensorguard/testkit';

const ROOT = join(import.meta.dirname, '../..');
/** Ways in which a pattern may be tried at one place. */
const MOST_PATHS = 20_000;

test('every regular expression of the sources is proved linear', () => {
  const files = globSync('{apps,packages}/*/{src,bin}/**/*.ts', { cwd: ROOT }).filter(
    (file) => !/\.test\.ts$|\/testing\//.test(file),
  );
  const slow = files.flatMap((file) =>
    regExpLiterals(readFileSync(join(ROOT, file), 'utf8')).flatMap((regex) => complaint(file, regex)),
  );
  assert.deepEqual(slow, []);
});

test('so is every one that the detector of personal data puts together', () => {
  const program = `
    const made = [];
    globalThis.RegExp = new Proxy(RegExp, {
      construct(target, parts) {
        const regex = Reflect.construct(target, parts);
        made.push([regex.source, regex.flags]);
        return regex;
      },
    });
    const { createDetector } = await import('@tensorguard/privacy/detect');
    createDetector({ tagger: false }).find(${JSON.stringify('© ａ １ &#64; ')});
    process.stdout.write(JSON.stringify(made));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  const made = (JSON.parse(output) as [source: string, flags: string][]).map(
    ([source, flags]) => new RegExp(source, flags),
  );
  assert.ok(made.length > 5);
  assert.deepEqual(
    made.flatMap((regex) => complaint('made', regex)),
    [],
  );
});

function complaint(where: string, regex: RegExp): string[] {
  const { problem, paths } = linearityOf(regex);
  if (problem !== undefined) return [`${where}: ${regex} ${problem}`];
  return paths > MOST_PATHS ? [`${where}: ${regex} may be tried in ${paths} ways`] : [];
}
