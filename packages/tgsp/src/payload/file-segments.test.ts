import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fileWindows, windowLength } from './file-segments.ts';

test('an empty file behind a full window stays in it', () => {
  const windows = [...fileWindows([4, 0, 0], 4)];
  assert.equal(windows.length, 1);
  assert.deepEqual(
    windows[0]!.map(({ file, offset, length, isLast }) => [file, offset, length, isLast]),
    [
      [0, 0, 4, true],
      [1, 4, 0, true],
      [2, 4, 0, true],
    ],
  );
});

test('windows cover every byte once, in order, and each file ends once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      (sizes, windowSize) => {
        const windows = [...fileWindows(sizes, windowSize)];
        const total = sizes.reduce((sum, size) => sum + size, 0);
        assert.equal(windows.length, Math.max(1, Math.ceil(total / windowSize)));
        for (const window of windows.slice(0, -1)) assert.equal(windowLength(window), windowSize);
        const reached = sizes.map(() => 0);
        const ended: number[] = [];
        for (const window of windows) {
          let offset = 0;
          for (const segment of window) {
            assert.equal(segment.offset, offset);
            assert.equal(segment.fileOffset, reached[segment.file]);
            reached[segment.file]! += segment.length;
            offset += segment.length;
            if (segment.isLast) ended.push(segment.file);
          }
        }
        assert.deepEqual(reached, sizes);
        assert.deepEqual(ended, [...sizes.keys()]);
      },
    ),
  );
});
