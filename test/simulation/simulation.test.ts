import assert from 'node:assert/strict';
import { playHistory } from './history/play-history.ts';

/** Histories in `npm test`; `npm run test:simulation` plays as many as it is told to. */
const batches = 20;
const batchSize = 8;

describe('the controller in simulated histories', function () {
  this.timeout(120_000);

  for (let batch = 0; batch < batches; batch++) {
    const first = 1 + batch * batchSize;
    it(`keeps every promise in the histories ${first} to ${first + batchSize - 1}`, async () => {
      for (let seed = first; seed < first + batchSize; seed++) {
        const { error, trace } = await playHistory(seed);
        assert.equal(error, undefined, `seed ${seed}: ${error?.message}\n${trace.join('\n')}`);
      }
    });
  }

  it('come from their seeds alone', async () => {
    const [first, second] = [await playHistory(7), await playHistory(7)];
    assert.ok(first.trace.length > 50, 'a history has a trace');
    assert.deepEqual(second, first);
  });
});
