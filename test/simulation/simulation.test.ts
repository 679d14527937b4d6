import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { playHistory, type HistoryOutcome } from './history/play-history.ts';
import { playHistories } from './play-histories.ts';

/** Histories in `npm test`; `npm run test:simulation` plays as many as it is told to. */
const batches = 40;
const batchSize = 25;

describe('the controller in simulated histories', function () {
  this.timeout(600_000);

  const outcomes: HistoryOutcome[] = [];
  const waiting: (() => void)[] = [];
  let isEnough = false;
  let playing = Promise.resolve();

  before(() => {
    const onOutcome = (outcome: HistoryOutcome): boolean => {
      outcomes[outcome.seed] = outcome;
      for (const look of waiting.splice(0)) look();
      return !isEnough;
    };
    playing = playHistories({ first: 1, count: batches * batchSize, threads: availableParallelism(), onOutcome });
  });

  after(async () => {
    isEnough = true;
    await playing;
  });

  /** Waits until a history has been played. @throws what a thread has died of */
  async function outcomeOf(seed: number): Promise<HistoryOutcome> {
    for (;;) {
      const outcome = outcomes[seed];
      if (outcome !== undefined) return outcome;
      const news = new Promise<void>((resolve) => waiting.push(resolve));
      await Promise.race([news, playing.then(() => assert.ok(outcomes[seed], `seed ${seed} was not played`))]);
    }
  }

  for (let batch = 0; batch < batches; batch++) {
    const first = 1 + batch * batchSize;
    it(`keeps every promise in the histories ${first} to ${first + batchSize - 1}`, async () => {
      for (let seed = first; seed < first + batchSize; seed++) {
        const { error, trace } = await outcomeOf(seed);
        assert.equal(error, undefined, `seed ${seed}: ${error?.message}\n${trace.join('\n')}`);
      }
    });
  }

  it('come from their seeds alone', async () => {
    const [first, second] = [await playHistory(7), await playHistory(7)];
    assert.ok(first.trace.length > 50, 'a history has a trace');
    assert.deepEqual(second, first);
    assert.deepEqual(await outcomeOf(7), first, 'another thread plays the same history');
  });
});
