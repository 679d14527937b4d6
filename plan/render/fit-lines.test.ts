import assert from 'node:assert/strict';
import { fitLines } from './fit-lines.ts';

const more = (left: number): string => `${left} more`;

describe('fitLines', () => {
  it('leaves nothing out where there is room', () => {
    assert.deepEqual(fitLines(['a', 'b', 'c'], 6, more), ['a', 'b', 'c']);
  });

  it('counts what does not fit, and stays within the room', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`);
    for (let room = 10; room < 900; room += 7) {
      const shown = fitLines(lines, room, more);
      assert.ok(shown.join('\n').length <= room, `${room}`);
      const left = Number(/^(\d+) more$/.exec(shown.at(-1) ?? '')?.[1] ?? 0);
      assert.equal(shown.length - (left > 0 ? 1 : 0) + left, 100);
    }
  });
});
