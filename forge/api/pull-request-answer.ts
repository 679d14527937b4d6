import { z } from 'zod';
import type { PullRequest, PullRequestEnd } from '../pull-request.ts';

const longestTitle = 1_024;
const longestBody = 65_536;

/** What a forge leaves out or answers as null. */
const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const end = z.object({
  ref: z.string().max(1_024),
  sha,
  repo: maybe(z.object({ full_name: z.string().max(512) })),
});

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** A pull request as GitHub and Gitea answer it, as far as it is of interest. */
export const pullRequestAnswer = z.object({
  number: z.int().positive(),
  title: z.string().transform((title) => title.slice(0, longestTitle)),
  body: z.nullish(z.string()).transform((body) => (body ?? '').slice(0, longestBody)),
  user: maybe(z.object({ login: z.string() })),
  head: end,
  base: end,
  draft: maybe(z.boolean()),
  state: z.enum(['open', 'closed']),
  merged: maybe(z.boolean()),
  created_at: time,
  closed_at: maybe(time),
  merged_at: maybe(time),
  merge_commit_sha: maybe(z.string()),
  mergeable: maybe(z.boolean()),
  html_url: z.string(),
});

type Answer = z.infer<typeof pullRequestAnswer>;

/** The pull request that an answer tells of. */
export function toPullRequest(answer: Answer): PullRequest {
  const { number, title, body, merged_at: mergedAt } = answer;
  const isMerged = answer.merged ?? mergedAt !== undefined;
  const head = toEnd(answer.head);
  const base = toEnd(answer.base);
  return {
    number,
    title,
    body,
    author: answer.user?.login ?? 'ghost', // whose account is gone; GitHub calls them so
    head,
    base,
    isFork: isFork(head, base),
    isDraft: answer.draft ?? false,
    state: isMerged ? 'merged' : answer.state,
    openedAt: answer.created_at,
    closedAt: answer.closed_at,
    mergedAt,
    // Before, GitHub has the commit of a trial merge here.
    mergeCommitSha: isMerged ? answer.merge_commit_sha : undefined,
    mergeable: answer.state === 'open' ? answer.mergeable : undefined,
    url: answer.html_url,
    fetchRef: `refs/pull/${number}/head`,
  };
}

function isFork(head: PullRequestEnd, base: PullRequestEnd): boolean {
  return head.repository === undefined || head.repository.toLowerCase() !== base.repository?.toLowerCase();
}

function toEnd({ ref, sha, repo }: Answer['head']): PullRequestEnd {
  return { branch: ref, sha, repository: repo?.full_name };
}
