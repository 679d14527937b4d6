import assert from 'node:assert/strict';
import { KeptAnswers } from './kept-answers.ts';

describe('answers that are kept', () => {
  let now = 0;
  let asked = 0;
  const clock = { now: () => now };
  const ask = async (): Promise<number> => (asked += 1);

  beforeEach(() => {
    now = 1_000;
    asked = 0;
  });

  it('are given again while they are young, to all who ask at once', async () => {
    const kept = new KeptAnswers<number>({ clock, most: 5 });
    assert.deepEqual(await Promise.all([kept.get('a', 100, ask), kept.get('a', 100, ask)]), [1, 1]);
    now += 99;
    assert.equal(await kept.get('a', 100, ask), 1);
    now += 1;
    assert.equal(await kept.get('a', 100, ask), 2);
  });

  it('count when no newer one can be had, and the next who asks tries again', async () => {
    const kept = new KeptAnswers<number>({ clock, most: 5 });
    await kept.get('a', 100, ask);
    now += 200;
    assert.equal(await kept.get('a', 100, () => Promise.reject(new Error('away'))), 1);
    assert.equal(await kept.get('a', 100, ask), 2);
  });

  it('are none when the first one fails: it is told why', async () => {
    const kept = new KeptAnswers<number>({ clock, most: 5 });
    await assert.rejects(
      kept.get('a', 100, () => Promise.reject(new Error('away'))),
      /away/,
    );
    assert.equal(await kept.get('a', 100, ask), 1);
  });

  it('go when there are too many, the one that was not asked for the longest first', async () => {
    const kept = new KeptAnswers<number>({ clock, most: 2 });
    for (const key of ['a', 'b', 'a', 'c', 'a']) await kept.get(key, Infinity, ask);
    assert.equal(asked, 3);
    await kept.get('b', Infinity, ask);
    assert.equal(asked, 4);
  });
});
