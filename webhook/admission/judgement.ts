import type { Finding } from '../../synth/spec/explain-issue.ts';
import { fieldPath } from '../../synth/spec/field-path.ts';
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

/** What the checks of `synth/spec` find, as violations: there is no file to point into. */
export function violationsOf(findings: readonly Finding[]): Violation[] {
  return findings.map(({ path, code, message }) => ({ path: fieldPath(path), code, message }));
}
