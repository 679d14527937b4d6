import { createHash } from 'node:crypto';
import type { PlanReport } from '../../../plan/plan-report.ts';

/** What moves with every merge of others and changes nothing of what a pull request does. */
const passing: ReadonlySet<string> = new Set<keyof PlanReport | 'purgeAt'>(['base', 'mergedAt', 'purgeAt']);

/**
 * A digest of what plans say that is worth telling anew: of all commits and times that of the head counts, and the day. So a merge does not have the comments of all other
 * pull requests written again, of which GitHub takes 500 an hour.
 */
export function planSubstance(reports: readonly PlanReport[]): string {
  const days = reports.map(({ mergedAt }) => mergedAt.slice(0, 10));
  const text = JSON.stringify([days, reports], (key, value: unknown) => (passing.has(key) ? undefined : value));
  return createHash('sha256').update(text).digest('hex');
}
