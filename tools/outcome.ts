/** What came of one step of `npm test`: a check, or the tests of one mocha process. */
export interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
  /** What went wrong, in full; empty when nothing did. */
  readonly report: string;
}

/** One line for the reader: `ok    types (1.5 s)`. */
export function outcomeLine({ name, passed, failed, skipped, ms }: Outcome): string {
  const counts = passed + failed + skipped > 1 ? `: ${countsOf(passed, failed, skipped)}` : '';
  return `${failed > 0 ? 'FAIL' : 'ok'.padEnd(4)} ${name}${counts} (${(ms / 1000).toFixed(1)} s)`;
}

/** The closing line of a whole run: exactly `N passed, N failed`, and `, N skipped` when any were. */
export function closingLine(outcomes: readonly Outcome[]): string {
  const sum = (key: 'passed' | 'failed' | 'skipped'): number =>
    outcomes.reduce((total, outcome) => total + outcome[key], 0);
  return countsOf(sum('passed'), sum('failed'), sum('skipped'));
}

function countsOf(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
