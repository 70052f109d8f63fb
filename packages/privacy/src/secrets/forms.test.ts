import assert from 'node:assert/strict';
import { it } from 'node:test';
import { linearityOf } from '@tensorguard/testkit';
import { commandForms } from './command-line.ts';
import { JOINS, WRAPPERS } from './joins.ts';
import { tokenForms } from './secrets.ts';

/** Ways in which a pattern may be tried at one place. */
const MOST_PATHS = 20_000;

it('every expression that is put together at run time needs linear time', () => {
  const forms = [...tokenForms(), ...commandForms(), ...JOINS.map(({ expression }) => expression), ...WRAPPERS];
  assert.ok(forms.length > 250);
  const slow = forms.flatMap((form) => {
    const { problem, paths } = linearityOf(form);
    return problem === undefined && paths <= MOST_PATHS ? [] : [`${form} ${problem ?? `${paths} paths`}`];
  });
  assert.deepEqual(slow, []);
});
