import type { PlanReport } from '../../../plan/plan-report.ts';
import { publishedPlan } from '../../../plan/published-plan.ts';
import { dataAtRisk } from '../../../plan/render/data-at-risk.ts';
import { renderPlanMarkdown } from '../../../plan/render/render-markdown.ts';

/** Of one comment, in characters, without marker and note. */
const room = 64_500;
/** Plans that are shown whole: each needs room to say anything. */
const mostReports = 6;

/** Whether a comment tells of what has this key. */
export function tellsOf(markdown: string, key: string): boolean {
  return markdown.trimEnd().endsWith(publishedPlan.noteOf(key));
}

/**
 * The one comment on a pull request: the plan of each fleet that follows its base, those that put data at risk first.
 *
 * @param key of what was planned, without blanks
 */
export function planComment(reports: readonly PlanReport[], key: string): string {
  const risks = (report: PlanReport): number => Math.sign(dataAtRisk(report).length);
  const shown = reports.toSorted((a, b) => risks(b) - risks(a)).slice(0, mostReports);
  const limit = Math.floor(room / Math.max(1, shown.length)) - 200;
  const sections = shown.map((report) => {
    const markdown = renderPlanMarkdown(report, { limit });
    return reports.length === 1 ? markdown : `${markdown}\n<sub>Fleet \`${report.fleet}\`</sub>\n`;
  });
  const more = reports.length - shown.length;
  const rest = more > 0 ? [`And the plans of ${more} more fleets, which do not fit here.\n`] : [];
  return `${[...sections, ...rest].join('\n---\n\n')}\n${publishedPlan.noteOf(key)}\n`;
}
