import { answeredWith } from '../api/answered-with.ts';
import type { Call } from '../api/call.ts';
import { commitLogAnswer, toCommitLog } from '../api/commit-log-answer.ts';
import type { CommitLogQuery, LoggedCommit } from '../commit-log.ts';

/** What Gitea gives at most. */
const pageSize = 50;

/** What Gitea would look up for each commit, and nobody asks for. */
const plain = { stat: false, verification: false, files: false };

export async function readLog(call: Call, { revision, path, limit = 20 }: CommitLogQuery): Promise<LoggedCommit[]> {
  if (path !== undefined) await checkCommit(call, revision);
  const found: LoggedCommit[] = [];
  const wanted = Math.min(limit, 100);
  for (let page = 1; found.length < wanted; page += 1) {
    const size = Math.min(wanted, pageSize);
    const parameters = { ...call.at, ...plain, sha: revision, ...(path === undefined ? {} : { path }) };
    const commits = await pageOf(call, { ...parameters, limit: size, page });
    found.push(...commits);
    if (commits.length < size) break;
  }
  return found.slice(0, wanted);
}

/** Asked for a file's history from a commit that it does not have, Gitea breaks (500, `bad object`), and would be asked again. */
async function checkCommit(call: Call, sha: string): Promise<void> {
  await call.octokit.request('GET /repos/{owner}/{repo}/git/commits/{sha}', {
    ...call.at,
    ...plain,
    sha,
    request: call.repeatable,
  });
}

type PageQuery = Call['at'] & { readonly sha: string; readonly limit: number; readonly page: number };

async function pageOf(call: Call, parameters: PageQuery): Promise<LoggedCommit[]> {
  try {
    const { data } = await call.octokit.request('GET /repos/{owner}/{repo}/commits', {
      ...parameters,
      request: call.repeatable,
    });
    return toCommitLog(commitLogAnswer.parse(data));
  } catch (error) {
    // No commit has this file, or the last one had been told.
    if (answeredWith(error, 404, /path|file|object does not exist/i)) return [];
    throw error;
  }
}
