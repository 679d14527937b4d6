import { z } from 'zod';
import { answeredWith } from '../api/answered-with.ts';
import type { Call } from '../api/call.ts';
import { checkBranch } from '../api/check-change.ts';
import type { Commit } from '../branch-change.ts';

const answer = z.object({ object: z.object({ sha: z.string() }) });

/** https://docs.github.com/rest/git/refs#get-a-reference */
export async function readBranch(call: Call, branch: string): Promise<Commit | undefined> {
  checkBranch(call, branch);
  try {
    const { data } = await call.octokit.rest.git.getRef({
      ...call.at,
      ref: `heads/${branch}`,
      request: call.repeatable,
    });
    return { sha: answer.parse(data).object.sha };
  } catch (error) {
    if (answeredWith(error, 404)) return undefined;
    throw error;
  }
}
