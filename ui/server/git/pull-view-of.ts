import { publishedPlan } from '../../../plan/published-plan.ts';
import type { CommitVerdict } from '../../../forge/commit-status.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';
import type { PullView } from '../api/pull-view.ts';
import { pullRefOf } from './recent-pulls.ts';

function standing({ state, isDraft, mergeable }: PullRequest, verdict: CommitVerdict | undefined): PullView['stands'] {
  if (state !== 'open') return state === 'merged' ? 'merged' : 'withdrawn';
  if (isDraft) return 'draft';
  if (verdict === undefined) return 'unplanned';
  if (verdict.state === 'pending') return 'planning';
  if (verdict.state !== 'success') return 'blocked';
  if (mergeable === false) return 'conflicts';
  return verdict.description.startsWith(publishedPlan.needsApproval) ? 'approval' : 'ready';
}

/**
 * A pull request as lists show it.
 *
 * @param verdict on its plan; undefined: none was given yet
 */
export function pullViewOf(pull: PullRequest, verdict: CommitVerdict | undefined): PullView {
  const ended = pull.mergedAt ?? pull.closedAt;
  return {
    ...pullRefOf(pull),
    stands: standing(pull, verdict),
    says: verdict?.description ?? '',
    ...(pull.state !== 'open' && ended !== undefined && { endedAt: ended.toISOString() }),
    ...(pull.mergeCommitSha !== undefined && { mergeCommit: pull.mergeCommitSha }),
    branch: pull.head.branch,
    isFork: pull.isFork,
    head: pull.head.sha,
  };
}
