import { z } from 'zod';
import { answeredWith } from '../api/answered-with.ts';
import type { Call } from '../api/call.ts';
import { checkBranch } from '../api/check-change.ts';
import type { Commit } from '../branch-change.ts';

/** What GitHub calls `sha` here, Gitea calls `id`. */
const answer = z.object({ commit: z.object({ id: z.string() }) });

export async function readBranch(call: Call, branch: string): Promise<Commit | undefined> {
  checkBranch(call, branch);
  try {
    const { data } = await call.octokit.request('GET /repos/{owner}/{repo}/branches/{+branch}', {
      ...call.at,
      branch: branch.split('/').map(encodeURIComponent).join('/'),
      request: call.repeatable,
    });
    return { sha: answer.parse(data).commit.id };
  } catch (error) {
    if (answeredWith(error, 404)) return undefined;
    throw error;
  }
}
