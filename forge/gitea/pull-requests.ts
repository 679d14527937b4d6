import { z } from 'zod';
import { answeredWith } from '../api/answered-with.ts';
import type { Call } from '../api/call.ts';
import { changedFileAnswer, mostChangedFiles, toChangedFile } from '../api/changed-file-answer.ts';
import { pageThrough } from '../api/page-through.ts';
import { pullRequestAnswer, toPullRequest } from '../api/pull-request-answer.ts';
import type { ChangedFiles } from '../changed-files.ts';
import type { PullRequest, PullRequestQuery, PullRequests, PullRequestWish } from '../pull-request.ts';

/** What Gitea gives at most, unless its administrator has set another bound (`[api] MAX_RESPONSE_ITEMS`). */
const pageSize = 50;

export async function openPullRequest(call: Call, wish: PullRequestWish): Promise<PullRequest> {
  const { head, base, title, body } = wish;
  const parameters = { ...call.at, head, base, title, body, request: call.once };
  const { data } = await call.octokit.rest.pulls.create(parameters).catch((error: unknown) => {
    if (answeredWith(error, 404)) throw call.failure('Invalid', 'one of its branches is not there', { status: 404 });
    if (!answeredWith(error, 409)) throw error;
    throw call.failure('Conflict', `a pull request from ${head} to ${base} is open already`, {
      status: 409,
      advice: 'Find it by its head and go on with it',
    });
  });
  return toPullRequest(pullRequestAnswer.parse(data));
}

/** Gitea cannot look for a head, so the pages are looked through for it, 1,000 pull requests at most. */
export async function findPullRequests(call: Call, query: PullRequestQuery): Promise<PullRequests> {
  const { state = 'open', head, base, limit = 100 } = query;
  const wanted = {
    ...call.at,
    state,
    ...(base === undefined ? {} : { base_branch: base }),
    limit: pageSize,
    request: call.repeatable,
  };
  const { items, complete } = await pageThrough<PullRequest>({
    limit: Math.min(limit, 1_000),
    pages: 20,
    wanted: (found) =>
      (base === undefined || found.base.branch === base) &&
      (head === undefined || (found.head.branch === head && !found.isFork)),
    read: async (page) => {
      const { data, headers } = await call.octokit.request('GET /repos/{owner}/{repo}/pulls', { ...wanted, page });
      const items = z.array(pullRequestAnswer).parse(data).map(toPullRequest);
      return { items, isLast: isLast(headers.link, items.length) };
    },
  });
  return { items, complete };
}

export async function readPullRequest(call: Call, number: number): Promise<PullRequest> {
  const { data } = await call.octokit.rest.pulls.get({ ...call.at, pull_number: number, request: call.repeatable });
  return toPullRequest(pullRequestAnswer.parse(data));
}

export async function findMergedPullRequest(call: Call, sha: string): Promise<PullRequest | undefined> {
  try {
    const { data } = await call.octokit.request('GET /repos/{owner}/{repo}/commits/{sha}/pull', {
      ...call.at,
      sha,
      request: call.repeatable,
    });
    const found = toPullRequest(pullRequestAnswer.parse(data));
    return found.state === 'merged' ? found : undefined;
  } catch (error) {
    if (answeredWith(error, 404)) return undefined;
    throw error;
  }
}

export async function listChangedFiles(call: Call, number: number): Promise<ChangedFiles> {
  const { items, complete } = await pageThrough({
    limit: mostChangedFiles,
    pages: Math.ceil(mostChangedFiles / pageSize) + 1,
    read: async (page) => {
      const { data, headers } = await call.octokit.request('GET /repos/{owner}/{repo}/pulls/{index}/files', {
        ...call.at,
        index: number,
        limit: pageSize,
        page,
        request: call.repeatable,
      });
      const items = z.array(changedFileAnswer).parse(data);
      return { items, isLast: isLast(headers.link, items.length) };
    },
  });
  return { files: items.map(toChangedFile), complete };
}

/** A page may be shorter than asked for and not be the last: its header tells. Without one there is one page. */
function isLast(link: string | undefined, items: number): boolean {
  return link === undefined ? items < pageSize : !link.includes('rel="next"');
}
