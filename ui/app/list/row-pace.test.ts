import assert from 'node:assert/strict';
import { RowPace } from './row-pace.ts';

describe('the pace of a list', () => {
  const inView = { first: 10, end: 15 };
  /** Shows rows 0 to 29, all in the same state. @returns the states they show */
  const frame = (pace: RowPace<{ state: string }>, state: string): string[] => {
    pace.begin(inView);
    return Array.from({ length: 30 }, (_, index) => pace.show(index, { state }).state);
  };
  const count = (states: readonly string[], wanted: string): number =>
    states.filter((state) => state === wanted).length;
  const start = (): RowPace<{ state: string }> => {
    const pace = new RowPace<{ state: string }>(4, (one, other) => one.state === other.state);
    frame(pace, 'old');
    return pace;
  };

  it('shows rows that were not there at once', () => {
    const pace = new RowPace<{ state: string }>(4, () => false);
    assert.equal(count(frame(pace, 'new'), 'new'), 30);
    assert.equal(pace.isBehind, false);
  });

  it('shows what is in view at once, and the rest a few a frame, until all is new', () => {
    const pace = start();
    const first = frame(pace, 'new');
    assert.equal(count(first.slice(inView.first, inView.end), 'new'), 5);
    assert.equal(count(first, 'new'), 5 + 4);
    assert.equal(pace.isBehind, true);
    let frames = 1;
    while (pace.isBehind) {
      frame(pace, 'new');
      frames += 1;
    }
    assert.equal(frames, Math.ceil(25 / 4));
    assert.equal(count(frame(pace, 'new'), 'new'), 30);
  });

  it('gives back the same object for a row that has not changed', () => {
    const pace = new RowPace<{ state: string }>(4, (one, other) => one.state === other.state);
    pace.begin(inView);
    const before = pace.show(11, { state: 'same' });
    pace.begin(inView);
    assert.equal(pace.show(11, { state: 'same' }), before);
  });

  it('forgets rows that are not drawn any more', () => {
    const pace = start();
    pace.begin(inView);
    pace.begin(inView);
    for (let index = 20; index < 24; index += 1) pace.show(index, { state: 'new' });
    assert.equal(pace.show(24, { state: 'new' }).state, 'new', 'it was not there in the last frame');
  });
});
