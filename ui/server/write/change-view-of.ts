import { publishedPlan } from '../../../plan/published-plan.ts';
import type { CommitVerdict } from '../../../forge/commit-status.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';
import type { ChangeView } from '../api/change-view.ts';

function planOf({ state, description }: CommitVerdict): NonNullable<ChangeView['plan']> {
  return { state, description, needsApproval: description.startsWith(publishedPlan.needsApproval) };
}

/** A pull request, and what its plan says, as the UI shows them. */
export function changeViewOf(pull: PullRequest, plan: CommitVerdict | undefined): ChangeView {
  const { number, title, url, state, author, head, base, mergeable, mergedAt, mergeCommitSha } = pull;
  return {
    number,
    title,
    url,
    state,
    author,
    branch: head.branch,
    headSha: head.sha,
    base: base.branch,
    ...(mergeable !== undefined && { mergeable }),
    ...(mergedAt !== undefined && { mergedAt: mergedAt.toISOString() }),
    ...(mergeCommitSha !== undefined && { mergeCommit: mergeCommitSha }),
    ...(plan !== undefined && { plan: planOf(plan) }),
  };
}
