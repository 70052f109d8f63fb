import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegoError } from '../../errors.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { RegoSet } from '../../value/rego-set.ts';
import { contextOf, refuses, run, vectors } from './internal/run-for-test.ts';
import { templateBuiltins } from './template.ts';

const NAME = 'strings.render_template';
const { variables, cases } = vectors('template.json') as {
  readonly variables: object;
  readonly cases: readonly { readonly template: string; readonly want?: string; readonly error?: true }[];
};

for (const { template, want } of cases) {
  test(`Go's text/template agrees: ${template}`, () => {
    if (want === undefined) refuses(templateBuiltins, NAME, [template, variables]);
    else assert.equal(run(templateBuiltins, NAME, [template, variables]), want);
  });
}

test('errors say in which line of the template they are', () => {
  assert.match(refuses(templateBuiltins, NAME, ['a\n{{/* x\n */}}\n{{.a.b}}', { a: 'x' }]), /template: template:4: /);
});

test('names of prototypes are ordinary names', () => {
  assert.equal(run(templateBuiltins, NAME, ['{{.constructor}} {{.__proto__}}', {}]), '<undefined> <undefined>');
});

test('sets cannot be variables', () => {
  refuses(templateBuiltins, NAME, ['', RegoObject.from([['a', RegoSet.from([1])]])]);
});

test('break and continue stand within a range only', () => {
  refuses(templateBuiltins, NAME, ['{{if 1}}{{break}}{{end}}', {}]);
  refuses(templateBuiltins, NAME, ['{{range .a}}{{end}}{{continue}}', {}]);
  assert.equal(
    run(templateBuiltins, NAME, ['{{range .a}}{{if .}}{{break}}{{end}}x{{end}}', { a: ['', '', 'y', ''] }]),
    'xx',
  );
});

test('templates of other templates are refused', () => {
  assert.match(refuses(templateBuiltins, NAME, ['{{define "x"}}{{end}}', {}]), /not supported/);
});

test('deep nesting is refused, not followed', () => {
  refuses(templateBuiltins, NAME, [`${'{{if 1}}'.repeat(50_000)}${'{{end}}'.repeat(50_000)}`, {}]);
  refuses(templateBuiltins, NAME, [`{{${'('.repeat(50_000)}1${')'.repeat(50_000)}}}`, {}]);
  refuses(templateBuiltins, NAME, [`{{if 0}}${'{{else if 0}}'.repeat(50_000)}{{end}}`, {}]);
});

test('work that a template asks for is charged before it is done', () => {
  const charge = (): void => {
    throw new RegoError('budget_exceeded', 'enough');
  };
  refuses(templateBuiltins, NAME, ['{{range 1000000000}}x{{end}}', {}], 'budget_exceeded', { charge });
  const context = contextOf();
  templateBuiltins[0]!.run(['{{range 1000}}{{range 100}}x{{end}}{{end}}', RegoObject.EMPTY], context);
  assert.ok(context.charged > 100_000);
});

test('any text is rendered or refused', () => {
  const word = fc.constantFrom(
    '{{',
    '}}',
    '.a',
    '$x',
    ':=',
    '|',
    '(',
    ')',
    'if',
    'end',
    'else',
    'range',
    '"s"',
    '1',
    ' ',
    '-',
    '\n',
    'x',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 25 }), (words) => {
      try {
        run(templateBuiltins, NAME, [words.join(''), { a: [1] }]);
      } catch (error) {
        assert.ok(error instanceof RegoError, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});
