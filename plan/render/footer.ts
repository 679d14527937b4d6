import type { PlanReport } from '../plan-report.ts';
import { timeText } from './amounts.ts';
import { clusterSentence } from './cluster-phrases.ts';

/** What the report rests on, and what it therefore cannot know. */
export function footerSentences(report: PlanReport): string[] {
  const { live, mergedAt } = report;
  const merged = `Times are those of a merge at ${timeText(mergedAt)}.`;
  const asked = clusterSentence(report);
  return live
    ? [...(asked === undefined ? [] : [asked]), merged]
    : [
        merged,
        'Compared without a cluster: whether a closed store would be reopened, and what its volumes hold, is not known.',
      ];
}
