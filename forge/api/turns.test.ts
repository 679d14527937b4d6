import assert from 'node:assert/strict';
import { Turns } from './turns.ts';

describe('turns', () => {
  it('run works of one key one after another, also after one that failed', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await new Promise(setImmediate);
      seen.push(`${name} ends`);
      if (name === 'a') throw new Error('a fails');
      return name;
    };
    const both = await Promise.allSettled([turns.take('key', work('a')), turns.take('key', work('b'))]);
    assert.deepEqual(seen, ['a begins', 'a ends', 'b begins', 'b ends']);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'fulfilled'],
    );
  });

  it('let works of different keys run at once', async () => {
    const turns = new Turns();
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = turns.take('one', () => promise);
    await turns.take('two', async () => resolve());
    await first;
  });
});
