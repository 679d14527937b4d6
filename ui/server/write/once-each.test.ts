import assert from 'node:assert/strict';
import { keptMs, OnceEach } from './once-each.ts';

describe('an Idempotency-Key', () => {
  it('does a thing once, however often and however soon it is asked for', async () => {
    let done = 0;
    const once = new OnceEach<number>(() => 0);
    const work = async () => (done += 1);
    const answers = await Promise.all([1, 2, 3].map(() => once.do('k', 'close a', work)));
    assert.deepEqual([answers, done], [[1, 1, 1], 1]);
    assert.equal(await once.do('k', 'close a', work), 1);
    assert.equal(await once.do('other', 'close a', work), 2);
  });

  it('is refused for another request', async () => {
    const once = new OnceEach<string>(() => 0);
    await once.do('k', 'close a', async () => 'a');
    await assert.rejects(
      once.do('k', 'close b', async () => 'b'),
      { status: 422 },
    );
  });

  it('keeps no failure, so that it may be tried again', async () => {
    const once = new OnceEach<string>(() => 0);
    await assert.rejects(
      once.do('k', 'close a', () => Promise.reject(new Error('the forge is away'))),
      /away/,
    );
    assert.equal(await once.do('k', 'close a', async () => 'done'), 'done');
  });

  it('is remembered for an hour, and of many only the last', async () => {
    let now = 0;
    let done = 0;
    const once = new OnceEach<number>(() => now);
    const ask = (key: string) => once.do(key, 'r', async () => (done += 1));
    assert.equal(await ask('first'), 1);
    now = keptMs + 1;
    assert.equal(await ask('first'), 2);
    for (let at = 0; at < 1_000; at += 1) await ask(`k${at}`);
    assert.equal(await ask('first'), 1_003, 'a thousand others came after it');
  });
});
