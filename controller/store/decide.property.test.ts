import assert from 'node:assert/strict';
import { playHistory, type Failure } from './testing/toy-history.ts';
import { invariants, Violation } from './testing/violation.ts';

/** Histories to play; `URUMI_SEEDS=10000` plays more. */
const seeds = Number(process.env['URUMI_SEEDS'] ?? 300);
/** ms */
const longestHistory = 200;

describe('decide, in any history of faults and people', () => {
  const failures: Failure[] = [];

  before(function () {
    this.timeout(10_000 + seeds * longestHistory);
    for (let seed = 1; seed <= seeds; seed++) {
      const failure = playHistory(seed);
      if (failure !== undefined) failures.push(failure);
    }
  });

  for (const [invariant, sentence] of Object.entries(invariants)) {
    it(sentence, () => {
      report(failures.filter(({ error }) => error instanceof Violation && error.invariant === invariant));
    });
  }

  it('throws nothing', () => report(failures.filter(({ error }) => !(error instanceof Violation))));
});

/** Fails with the first of them, and how to see the others. */
function report(failures: readonly Failure[]): void {
  const [first] = failures;
  if (first === undefined) return;
  const others = failures.slice(1, 10).map(({ seed }) => seed);
  assert.fail(
    [
      `seed ${first.seed}: ${first.error.stack ?? first.error.message}`,
      ...first.trace,
      ...(others.length > 0 ? [`also seeds ${others.join(', ')} (${failures.length} of ${seeds} in all)`] : []),
    ].join('\n'),
  );
}
