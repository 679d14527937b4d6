import type { Violation } from '../../synth/spec/problem.ts';

/** What is to be said of a write. */
export interface Judgement {
  /** Why it is refused: all reasons at once; none when it is allowed. */
  readonly violations: readonly Violation[];
  /** What is allowed and unwise, one sentence each. */
  readonly warnings: readonly string[];
}

/** Nothing to say. */
export const allowed: Judgement = { violations: [], warnings: [] };
