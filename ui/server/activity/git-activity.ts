import type { LoggedCommit } from '../../../forge/commit-log.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';
import type { Activity } from '../api/activity-view.ts';

/** The store that a title is about: the first of its words that is the name of one. */
export type StoreOf = (title: string) => string | undefined;

function about(title: string, storeOf: StoreOf): Pick<Activity, 'store'> {
  const store = storeOf(title);
  return store === undefined ? {} : { store };
}

/** What became of a pull request: that it was opened, and how it ended. The forge does not list who merged it. */
export function pullActivity(pull: PullRequest, storeOf: StoreOf): Activity[] {
  const { number, title, author, url, openedAt, mergedAt, closedAt, mergeCommitSha } = pull;
  const common = { source: 'git' as const, what: title, by: author, pull: number, url, ...about(title, storeOf) };
  const opened: Activity = { ...common, at: openedAt.toISOString(), kind: 'opened' };
  if (mergedAt !== undefined) {
    const revision = mergeCommitSha === undefined ? {} : { revision: mergeCommitSha };
    return [opened, { ...common, at: mergedAt.toISOString(), kind: 'merged', ...revision }];
  }
  return pull.state === 'open' || closedAt === undefined
    ? [opened]
    : [opened, { ...common, at: closedAt.toISOString(), kind: 'withdrawn' }];
}

/** The commits that the branch itself went through, newest first: what a merge brought along stands in its pull request. */
function* firstParents(log: readonly LoggedCommit[]): Generator<LoggedCommit> {
  const bySha = new Map(log.map((commit) => [commit.sha, commit]));
  for (let commit = log[0]; commit !== undefined; commit = bySha.get(commit.parents[0] ?? '')) yield commit;
}

/**
 * The commits that came to the branch without a pull request.
 *
 * @param log of the branch's head, newest first
 */
export function pushActivity(
  log: readonly LoggedCommit[],
  pulls: readonly PullRequest[],
  storeOf: StoreOf,
): Activity[] {
  const merges = new Set(pulls.flatMap(({ mergeCommitSha, head }) => [mergeCommitSha ?? '', head.sha]));
  return [...firstParents(log)].filter(({ sha }) => !merges.has(sha)).map((commit) => pushed(commit, storeOf));
}

function pushed({ sha, title, author, at, url }: LoggedCommit, storeOf: StoreOf): Activity {
  const common = { source: 'git' as const, kind: 'pushed' as const, what: title, by: author, url, revision: sha };
  return { at: at.toISOString(), ...common, ...about(title, storeOf) };
}
