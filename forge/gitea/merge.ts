import { setTimeout } from 'node:timers/promises';
import { answeredWith, isInDoubt } from '../api/answered-with.ts';
import type { Call } from '../api/call.ts';
import type { Commit } from '../branch-change.ts';
import type { MergeWish } from '../merge-wish.ts';
import type { PullRequest } from '../pull-request.ts';
import { readPullRequest } from './pull-requests.ts';

/** Pauses in ms. For about a second after a push Gitea does not know yet whether there are conflicts, and says the same as when there are. */
const patience = [100, 200, 400, 800, 1_000, 1_000, 1_000];

export async function mergePullRequest(call: Call, number: number, wish: MergeWish): Promise<Commit> {
  try {
    await merge(call, number, wish);
  } catch (error) {
    if (!isInDoubt(error) && !answeredWith(error, 404) && !answeredWith(error, 405)) throw error;
    const { state } = await readPullRequest(call, number);
    if (state === 'closed') throw call.failure('Refused', 'it is closed', { advice: 'Open it again first' });
    if (state === 'open') throw error;
  }
  return merged(call, await readPullRequest(call, number), wish);
}

async function merge(call: Call, index: number, wish: MergeWish): Promise<void> {
  const { headSha, method = 'merge', title, message } = wish;
  for (const pauseMs of [...patience, undefined]) {
    try {
      await call.octokit.request('POST /repos/{owner}/{repo}/pulls/{index}/merge', {
        ...call.at,
        index,
        Do: method,
        head_commit_id: headSha,
        ...(title === undefined ? {} : { MergeTitleField: title }),
        ...(message === undefined ? {} : { MergeMessageField: message }),
        request: call.once,
      });
      return;
    } catch (error) {
      if (!answeredWith(error, 405, /try again later/i)) throw error;
      if (pauseMs === undefined) {
        const reason = 'it conflicts with its base, or Gitea is still checking whether it does';
        throw call.failure('Refused', reason, { status: 405, advice: 'Bring it up to date with its base' });
      }
      await setTimeout(pauseMs, undefined, { signal: call.signal });
    }
  }
}

function merged(call: Call, { state, mergeCommitSha, head }: PullRequest, { headSha }: MergeWish): Commit {
  if (state !== 'merged' || mergeCommitSha === undefined)
    throw call.failure('BadAnswer', 'Gitea says that it has merged it, and then that it has not');
  if (head.sha === headSha) return { sha: mergeCommitSha };
  throw call.failure('Conflict', `it was merged before, with the head ${head.sha}`);
}
