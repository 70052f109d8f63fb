import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { Table } from './table.ts';

function words(text: string, value: string): string[] {
  return new Table(text).columnAt(text.indexOf(value)).map(({ word }) => word);
}

suite('tables', () => {
  test('the first line of a paragraph names the columns below it', () => {
    for (const [text, expected] of [
      ['name,age,ok\nBob,V,1', ['age']],
      ['name;age\nA;1\nB;2\nC;V', ['age']],
      ['name\tage\nBob\tV', ['age']],
      ['| name | Age |\n|---|---|\n| Bob | V |', ['age']],
      ['Some words.\n\nname,age\nBob,V', ['age']],
      ['name,age\r\nBob,V', ['age']],
      ['name,age\n"Bob, B.",V', ['age']],
      ['name,age\nV,12', []],
      ['name,age\nBob,12\nJim,V,4', []],
      ['name,age\n\nBob,V', []],
      ['12,age\nBob,V', []],
      ['name,age V', []],
    ] as const)
      assert.deepEqual(words(text, 'V'), expected, text);
  });

  test('places may be asked backwards within a line', () => {
    const text = 'age,passport\n1,2';
    const table = new Table(text);
    const at = (index: number): string | undefined => table.columnAt(index)[0]?.word;
    assert.deepEqual([at(15), at(13), at(15)], ['passport', 'age', 'passport']);
  });

  test('whatever the text, places in order are answered as those asked alone', () => {
    const line = fc.array(fc.constantFrom('age', 'name', '1', 'x', ',', ',', '"', '|', ' '), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const text = lines.map((parts) => parts.join('').replaceAll('"', '')).join('\n');
        const table = new Table(text);
        for (let i = 0; i < text.length; i++) {
          if (text[i] === '\n') continue;
          assert.deepEqual(table.columnAt(i), new Table(text).columnAt(i));
        }
      }),
    );
  });
});
