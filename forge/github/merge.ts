import { z } from 'zod';
import { answeredWith, isInDoubt } from '../api/answered-with.ts';
import type { Call } from '../api/call.ts';
import type { Commit } from '../branch-change.ts';
import type { MergeWish } from '../merge-wish.ts';
import { readPullRequest } from './pull-requests.ts';

const answer = z.object({ sha: z.string(), merged: z.literal(true) });

/** https://docs.github.com/rest/pulls/pulls#merge-a-pull-request */
export async function mergePullRequest(call: Call, number: number, wish: MergeWish): Promise<Commit> {
  const { headSha, method = 'merge', title, message } = wish;
  try {
    const { data } = await call.octokit.rest.pulls.merge({
      ...call.at,
      pull_number: number,
      sha: headSha,
      merge_method: method,
      ...(title === undefined ? {} : { commit_title: title }),
      ...(message === undefined ? {} : { commit_message: message }),
      request: call.once,
    });
    return { sha: answer.parse(data).sha };
  } catch (error) {
    const merged = isInDoubt(error) || answeredWith(error, 405) ? await mergedBefore(call, number, headSha) : undefined;
    if (merged) return merged;
    throw error;
  }
}

/** The merge may have happened without our having heard of it; nobody needs to know. */
async function mergedBefore(call: Call, number: number, headSha: string): Promise<Commit | undefined> {
  const { state, head, mergeCommitSha } = await readPullRequest(call, number);
  return state === 'merged' && head.sha === headSha && mergeCommitSha ? { sha: mergeCommitSha } : undefined;
}
