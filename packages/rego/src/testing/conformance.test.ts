import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { conformanceCases, conformanceFile } from './conformance-cases.ts';

const skip = conformanceCases === undefined ? 'the public data are not here' : false;

test('all conformance cases of OPA that are public pass', { skip }, () => {
  const program = join(import.meta.dirname, '../../bin/conformance.ts');
  const output = execFileSync(process.execPath, [program, conformanceFile, '--failures'], { encoding: 'utf8' });
  assert.equal(output.trim().split('\n').at(-1), `${conformanceCases?.length} passed, 0 failed`);
});
