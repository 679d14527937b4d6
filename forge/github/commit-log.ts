import type { Call } from '../api/call.ts';
import { commitLogAnswer, toCommitLog } from '../api/commit-log-answer.ts';
import type { CommitLogQuery, LoggedCommit } from '../commit-log.ts';

/** https://docs.github.com/rest/commits/commits#list-commits */
export async function readLog(call: Call, { revision, path, limit = 20 }: CommitLogQuery): Promise<LoggedCommit[]> {
  const { data } = await call.octokit.rest.repos.listCommits({
    ...call.at,
    sha: revision,
    ...(path === undefined ? {} : { path }),
    per_page: Math.min(limit, 100),
    request: call.repeatable,
  });
  return toCommitLog(commitLogAnswer.parse(data));
}
