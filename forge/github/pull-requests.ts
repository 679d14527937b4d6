import { z } from 'zod';
import type { Call } from '../api/call.ts';
import { changedFileAnswer, mostChangedFiles, toChangedFile } from '../api/changed-file-answer.ts';
import { pageThrough } from '../api/page-through.ts';
import { pullRequestAnswer, toPullRequest } from '../api/pull-request-answer.ts';
import type { ChangedFiles } from '../changed-files.ts';
import type { PullRequest, PullRequestQuery, PullRequests, PullRequestWish } from '../pull-request.ts';
import { answeredWith } from '../api/answered-with.ts';

const pageSize = 100;

/** https://docs.github.com/rest/pulls/pulls#create-a-pull-request */
export async function openPullRequest(call: Call, wish: PullRequestWish): Promise<PullRequest> {
  const { head, base, title, body } = wish;
  const parameters = { ...call.at, head, base, title, body, request: call.once };
  const { data } = await call.octokit.rest.pulls.create(parameters).catch((error: unknown) => {
    if (answeredWith(error, 422, /already exists/i)) {
      throw call.failure('Conflict', `a pull request from ${head} to ${base} is open already`, {
        status: 422,
        advice: 'Find it by its head and go on with it',
      });
    }
    throw error;
  });
  return toPullRequest(pullRequestAnswer.parse(data));
}

/** https://docs.github.com/rest/pulls/pulls#list-pull-requests */
export async function findPullRequests(call: Call, query: PullRequestQuery): Promise<PullRequests> {
  const { state = 'open', head, base, limit = pageSize } = query;
  const wanted = {
    ...call.at,
    state,
    ...(head === undefined ? {} : { head: `${call.at.owner}:${head}` }),
    ...(base === undefined ? {} : { base }),
    sort: 'created' as const,
    direction: 'desc' as const,
    per_page: pageSize,
    request: call.repeatable,
  };
  const { items, complete } = await pageThrough({
    limit: Math.min(limit, 1_000),
    pages: 10,
    read: async (page) => {
      const { data } = await call.octokit.rest.pulls.list({ ...wanted, page });
      return onePage(z.array(pullRequestAnswer).parse(data));
    },
  });
  return { items: items.map(toPullRequest), complete };
}

/** https://docs.github.com/rest/pulls/pulls#get-a-pull-request */
export async function readPullRequest(call: Call, number: number): Promise<PullRequest> {
  const { data } = await call.octokit.rest.pulls.get({ ...call.at, pull_number: number, request: call.repeatable });
  return toPullRequest(pullRequestAnswer.parse(data));
}

/** https://docs.github.com/rest/commits/commits#list-pull-requests-associated-with-a-commit */
export async function findMergedPullRequest(call: Call, sha: string): Promise<PullRequest | undefined> {
  const { repos } = call.octokit.rest;
  const parameters = { ...call.at, commit_sha: sha, per_page: pageSize, request: call.repeatable };
  const { data } = await repos.listPullRequestsAssociatedWithCommit(parameters).catch((error: unknown) => {
    if (answeredWith(error, 422) || answeredWith(error, 404)) return { data: [] }; // no such commit
    throw error;
  });
  const merged = z
    .array(pullRequestAnswer)
    .parse(data)
    .map(toPullRequest)
    .filter(({ state }) => state === 'merged');
  // A commit of the branch itself is on the base too, if it was not squashed.
  return merged.find(({ mergeCommitSha }) => mergeCommitSha === sha) ?? merged[0];
}

/** https://docs.github.com/rest/pulls/pulls#list-pull-requests-files */
export async function listChangedFiles(call: Call, number: number): Promise<ChangedFiles> {
  const { items, complete } = await pageThrough({
    limit: mostChangedFiles,
    pages: mostChangedFiles / pageSize,
    read: async (page) => {
      const { data } = await call.octokit.rest.pulls.listFiles({
        ...call.at,
        pull_number: number,
        per_page: pageSize,
        page,
        request: call.repeatable,
      });
      return onePage(z.array(changedFileAnswer).parse(data));
    },
  });
  const files = items.map(toChangedFile);
  // Thirty full pages may be all there is, or all that GitHub tells.
  return { files, complete: complete || (await countOfFiles(call, number)) === files.length };
}

/** GitHub fills its pages. */
function onePage<T>(items: readonly T[]): { items: readonly T[]; isLast: boolean } {
  return { items, isLast: items.length < pageSize };
}

async function countOfFiles(call: Call, number: number): Promise<number> {
  const { data } = await call.octokit.rest.pulls.get({ ...call.at, pull_number: number, request: call.repeatable });
  return z.object({ changed_files: z.int() }).parse(data).changed_files;
}
