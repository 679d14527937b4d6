import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { answeredWith } from '../api/answered-with.ts';
import type { Call } from '../api/call.ts';
import { checkBranch, checkChange } from '../api/check-change.ts';
import type { BranchChange, Commit } from '../branch-change.ts';
import type { ForgeError } from '../forge-error.ts';

const answer = z.object({ commit: z.object({ sha: z.string() }) });

/**
 * Gitea commits several files at once, but only on top of a branch. So a branch is made at the base, the commit goes from there to the new
 * branch, and the first one is taken away again: the new branch is never seen without its commit.
 */
export async function commitFiles(call: Call, change: BranchChange): Promise<Commit> {
  checkChange(call, change);
  const start = `urumi/start-${randomBytes(8).toString('hex')}`;
  await startBranch(call, start, change.base);
  try {
    return await commitFrom(call, start, change);
  } catch (error) {
    throw meaning(call, error, change) ?? error;
  } finally {
    await deleteBranch(call, start);
  }
}

async function startBranch(call: Call, new_branch_name: string, base: string): Promise<void> {
  try {
    const parameters = { ...call.at, new_branch_name, old_ref_name: base, request: call.once };
    await call.octokit.request('POST /repos/{owner}/{repo}/branches', parameters);
  } catch (error) {
    // Gitea takes a commit that it does not have for a fault of its own.
    if (!answeredWith(error, 500, /does not exist/i)) throw error;
    throw call.failure('NotFound', `there is no commit ${base}`, { status: 500 });
  }
}

async function commitFrom(call: Call, start: string, change: BranchChange): Promise<Commit> {
  const { branch, author, files, message } = change;
  const { data } = await call.octokit.request('POST /repos/{owner}/{repo}/contents', {
    ...call.at,
    branch: start,
    new_branch: branch,
    message,
    files: Object.entries(files).map(operation),
    ...(author ? { author, committer: author } : {}),
    request: call.once,
  });
  return { sha: answer.parse(data).commit.sha };
}

function meaning(call: Call, error: unknown, { branch }: BranchChange): ForgeError | undefined {
  if (answeredWith(error, 422, /branch already exists/i))
    return call.failure('Conflict', `there is a branch ${branch} already`, {
      status: 422,
      advice: 'Choose another name',
    });
  if (answeredWith(error, 404, /rel_path/))
    return call.failure('Invalid', 'a file to take away is not there', { status: 404 });
  return undefined;
}

/** Takes a branch away. Fine when it is gone already. */
export async function deleteBranch(call: Call, branch: string): Promise<void> {
  checkBranch(call, branch);
  try {
    await call.octokit.request('DELETE /repos/{owner}/{repo}/branches/{+branch}', {
      ...call.at,
      branch: branch.split('/').map(encodeURIComponent).join('/'),
      request: call.repeatable,
    });
  } catch (error) {
    if (!answeredWith(error, 404, /branch|target couldn't be found/i)) throw error;
  }
}

function operation([path, content]: [string, string | Uint8Array | null]) {
  if (content === null) return { operation: 'delete', path };
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
  return { operation: 'upload', path, content: bytes.toString('base64') };
}
