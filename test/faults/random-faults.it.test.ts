import { randomRun } from './random-run.ts';

/** The runs of `npm test`: each takes about a minute. `npm run test:faults -- --runs N --seed S` plays more. */
const seeds = [1, 2, 3, 4, 5, 6] as const;

describe('stores that open, change, close and go while everything fails', function () {
  this.timeout(360_000);

  for (const seed of seeds) {
    it(`all arrive when the faults end, and nothing is lost, leaked or made twice (seed ${seed})`, async () => {
      await randomRun(seed);
    });
  }
});
