import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextDrawn, type Stretch } from './drawn-stretch.ts';

const limits = { height: 360_000, margin: 1_440, slack: 144, step: 432 };
const view = (top: number): Stretch => ({ top, bottom: top + 900 });

describe('what is drawn of a long list', () => {
  it('is what is in view at first, and grows by a step with every frame, below first', () => {
    const first = nextDrawn(undefined, view(10_000), limits);
    assert.deepEqual(first, view(10_000));
    const second = nextDrawn(first, view(10_000), limits);
    assert.deepEqual(second, { top: 10_000, bottom: 11_332 });
    assert.deepEqual(nextDrawn(second, view(10_000), limits), { top: 9_568, bottom: 11_332 });
  });

  it('is what is in view after a jump', () => {
    assert.deepEqual(nextDrawn(view(10_000), view(200_000), limits), view(200_000));
  });

  it('rests when the margin is full, and while one scrolls a little', () => {
    const full = { top: 8_416, bottom: 12_484 };
    assert.equal(nextDrawn(full, view(10_000), limits), full);
    assert.equal(nextDrawn(full, view(10_140), limits), full);
    assert.deepEqual(nextDrawn(full, view(10_150), limits), { top: 8_566, bottom: 12_634 });
  });

  it('asks for nothing outside of the list', () => {
    assert.deepEqual(nextDrawn(undefined, { top: -200, bottom: 700 }, { ...limits, height: 500 }), {
      top: 0,
      bottom: 500,
    });
    const all = { top: 0, bottom: 500 };
    assert.equal(nextDrawn(all, { top: -200, bottom: 700 }, { ...limits, height: 500 }), all);
  });

  it('always has what is in view, never adds more than a step of the rest, and comes to rest', () => {
    const tops = fc.array(fc.integer({ min: -300, max: 359_500 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(tops, (places) => {
        let drawn: Stretch | undefined;
        for (const top of places) {
          const next = nextDrawn(drawn, view(top), limits);
          assert.ok(next.top <= Math.max(0, top) && next.bottom >= Math.min(limits.height, top + 900));
          const known = drawn === undefined ? 0 : Math.min(next.bottom, drawn.bottom) - Math.max(next.top, drawn.top);
          assert.ok(next.bottom - next.top - Math.max(0, known) <= 900 + limits.step);
          drawn = next;
        }
        const last = view(places.at(-1) ?? 0);
        let frames = 0;
        for (let next = drawn; ; frames += 1) {
          const more = nextDrawn(next, last, limits);
          if (more === next) break;
          next = more;
          assert.ok(frames < 12, 'it goes on for ever');
        }
      }),
    );
  });
});
