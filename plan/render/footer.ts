import type { PlanReport } from '../plan-report.ts';
import { timeText } from './amounts.ts';

/** What the report rests on, and what it therefore cannot know. */
export function footerSentences({ live, mergedAt }: PlanReport): string[] {
  const merged = `Times are those of a merge at ${timeText(mergedAt)}.`;
  return live
    ? [merged]
    : [
        merged,
        'Compared without a cluster: whether a closed store would be reopened, and what its volumes hold, is not known.',
      ];
}
