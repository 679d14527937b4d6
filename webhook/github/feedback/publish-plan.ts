import { publishedPlan } from '../../../plan/published-plan.ts';
import type { CheckAnnotation } from '../../../forge/check-run.ts';
import type { Forge } from '../../../forge/forge.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';
import type { PlanReport } from '../../../plan/plan-report.ts';
import { markdownCode } from '../../../plan/render/markdown-code.ts';
import { planComment } from './plan-comment.ts';
import { commitVerdict, type TwinPlan } from './plan-verdict.ts';

export interface PlannedPull {
  readonly pull: Pick<PullRequest, 'number' | 'url'>;
  /** The commit that was planned. */
  readonly head: string;
  readonly reports: readonly PlanReport[];
  /** Of what was planned: see planComment. */
  readonly key: string;
  /** The plans of others with this head. */
  readonly twins: readonly TwinPlan[];
}

function annotationsOf(reports: readonly PlanReport[]): CheckAnnotation[] {
  return reports.flatMap(({ violations }) =>
    violations.map(({ file, line, column, message }) => ({
      path: file,
      line: Math.max(1, line),
      column: Math.max(1, column),
      level: 'failure' as const,
      message,
    })),
  );
}

async function giveVerdict(
  forge: Forge,
  { pull, head, reports: own, twins }: PlannedPull,
  { summary, signal }: { readonly summary: string; readonly signal: AbortSignal },
): Promise<void> {
  const { verdict, reports } = commitVerdict(own, twins);
  const { conclusion, title } = verdict;
  if (forge.supports.checkRuns) {
    const annotations = annotationsOf(reports);
    const said = { name: publishedPlan.context, headSha: head, title, summary, annotations, detailsUrl: pull.url };
    await forge.setCheckRun({ ...said, status: 'completed', conclusion }, signal);
    return;
  }
  // A status knows no neutral; its description says what is needed.
  const state = conclusion === 'failure' ? 'failure' : 'success';
  const status = { sha: head, context: publishedPlan.context, state, description: title, targetUrl: pull.url } as const;
  await forge.setStatus(status, signal);
}

/**
 * Tells a pull request what it would do: the one comment, and the check run or status `urumi/plan` of its head.
 *
 * @throws ForgeError
 */
export async function publishPlan(forge: Forge, planned: PlannedPull, signal: AbortSignal): Promise<void> {
  const { pull, reports, key } = planned;
  const summary = planComment(reports, key);
  await Promise.all([
    forge.upsertComment(pull.number, publishedPlan.marker, summary, signal),
    giveVerdict(forge, planned, { summary, signal }),
  ]);
}

/**
 * Tells a pull request that it is to be merged where no fleet looks, in place of the plan that it had. The verdict on its head stays: a commit may be the head of
 * another pull request, too.
 *
 * @throws ForgeError
 */
export async function retractPlan(forge: Forge, { number, base }: PullRequest, signal: AbortSignal): Promise<void> {
  const text = `No fleet follows the branch ${markdownCode(base.branch)}: merging changes no store.\n`;
  await forge.upsertComment(number, publishedPlan.marker, text, signal);
}

/**
 * Tells a pull request that it cannot be planned at the moment. The check stays open, so nothing is merged by mistake.
 *
 * @param why one line, without secrets
 * @throws ForgeError
 */
export async function publishDelay(
  forge: Forge,
  { pull, head, why }: { readonly pull: Pick<PullRequest, 'url'>; readonly head: string; readonly why: string },
  signal: AbortSignal,
): Promise<void> {
  const news = 'cannot be planned yet, and is tried again';
  const title = `${news}: ${why}`;
  if (forge.supports.checkRuns) {
    // Of a title only the letters are shown; a summary is Markdown.
    const summary = `${news}: ${markdownCode(why)}`;
    const said = { name: publishedPlan.context, headSha: head, title, summary, detailsUrl: pull.url };
    await forge.setCheckRun({ ...said, status: 'in_progress' }, signal);
    return;
  }
  const status = {
    sha: head,
    context: publishedPlan.context,
    state: 'pending',
    description: title,
    targetUrl: pull.url,
  } as const;
  await forge.setStatus(status, signal);
}
