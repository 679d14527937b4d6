import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StoreList } from '../../server/api/store-list.ts';
import { topOf, visibleLines } from './list-layout.ts';

const heights = { heading: 30, row: 36 };
/** Forty rows. */
const beyond = 40 * heights.row;
const groups: StoreList['groups'] = [
  { group: 'needs', count: 2 },
  { group: 'open', count: 9_998 },
];

describe('visibleLines', () => {
  it('draws the window and forty rows beyond it, of 10,000', () => {
    const { lines, above, below } = visibleLines(groups, heights, { top: 100_000 - beyond, bottom: 100_900 + beyond });
    assert.ok(lines.length >= 25 + 80 && lines.length <= 27 + 80, String(lines.length));
    assert.equal(above + lines.length * heights.row + below, 2 * 30 + 10_000 * 36);
  });

  it('draws headings where their groups begin', () => {
    const { lines, above } = visibleLines(groups, heights, { top: -beyond, bottom: 500 + beyond });
    assert.equal(above, 0);
    assert.deepEqual(
      lines.slice(0, 4).map((line) => (line.kind === 'heading' ? line.group : line.index)),
      ['needs', 0, 1, 'open'],
    );
  });

  it('leaves out as much room as the lines that it leaves out, wherever one looks', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(counts, fc.integer({ min: -2_000, max: 60_000 }), (sizes, top) => {
        const some = sizes.map((count, at) => ({
          group: (['needs', 'motion', 'resting', 'open'] as const)[at]!,
          count,
        }));
        const { above, lines, below } = visibleLines(some, heights, { top: top - beyond, bottom: top + 800 + beyond });
        const drawn = lines.reduce((sum, { kind }) => sum + (kind === 'heading' ? 30 : 36), 0);
        assert.equal(
          above + drawn + below,
          some.reduce((sum, { count }) => sum + 30 + count * 36, 0),
        );
        const indexes = lines.flatMap((line) => (line.kind === 'store' ? [line.index] : []));
        assert.deepEqual(
          indexes,
          indexes.map((_, at) => (indexes[0] ?? 0) + at),
          'no row is left out in between',
        );
      }),
    );
  });
});

describe('topOf', () => {
  it('counts the headings above a row', () => {
    assert.equal(topOf(0, groups, heights), 30);
    assert.equal(topOf(2, groups, heights), 30 + 2 * 36 + 30);
  });
});
