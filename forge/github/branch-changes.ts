import { z } from 'zod';
import { answeredWith, isInDoubt } from '../api/answered-with.ts';
import type { Call } from '../api/call.ts';
import { checkChange } from '../api/check-change.ts';
import type { BranchChange, Commit } from '../branch-change.ts';

const withSha = z.object({ sha: z.string() });

/**
 * Makes blobs, a tree, a commit and last of all the branch: what fails before leaves objects that nothing points at, which GitHub collects.
 * https://docs.github.com/rest/git/trees#create-a-tree
 */
export async function commitFiles(call: Call, change: BranchChange): Promise<Commit> {
  checkChange(call, change);
  const { git } = call.octokit.rest;
  const { data: base } = await git.getCommit({ ...call.at, commit_sha: change.base, request: call.repeatable });
  const tree = await treeEntries(call, change.files);
  const base_tree = z.object({ tree: withSha }).parse(base).tree.sha;
  const { data: made } = await git.createTree({ ...call.at, base_tree, tree, request: call.repeatable });
  const { data: commit } = await git.createCommit({
    ...call.at,
    message: change.message,
    tree: withSha.parse(made).sha,
    parents: [change.base],
    ...(change.author ? { author: { ...change.author } } : {}),
    request: call.repeatable,
  });
  const { sha } = withSha.parse(commit);
  await createBranch(call, change.branch, sha);
  return { sha };
}

/** https://docs.github.com/rest/git/refs#delete-a-reference */
export async function deleteBranch(call: Call, branch: string): Promise<void> {
  try {
    await call.octokit.rest.git.deleteRef({ ...call.at, ref: `heads/${branch}`, request: call.repeatable });
  } catch (error) {
    if (!answeredWith(error, 422, /does not exist/i) && !answeredWith(error, 404, /reference/i)) throw error;
  }
}

type TreeEntry = { readonly path: string; readonly mode: '100644'; readonly type: 'blob' } & (
  | { readonly content: string }
  | { readonly sha: string | null }
);

async function treeEntries(call: Call, files: BranchChange['files']): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for (const [path, content] of Object.entries(files)) {
    const file = { path, mode: '100644', type: 'blob' } as const;
    if (typeof content === 'string') entries.push({ ...file, content });
    else entries.push({ ...file, sha: content && (await createBlob(call, content)) });
  }
  return entries;
}

/** Bytes that may be no text cannot go with the tree. */
async function createBlob(call: Call, bytes: Uint8Array): Promise<string> {
  const content = Buffer.from(bytes).toString('base64');
  const { data } = await call.octokit.rest.git.createBlob({
    ...call.at,
    content,
    encoding: 'base64',
    request: call.repeatable,
  });
  return withSha.parse(data).sha;
}

async function createBranch(call: Call, branch: string, sha: string): Promise<void> {
  const { git } = call.octokit.rest;
  try {
    await git.createRef({ ...call.at, ref: `refs/heads/${branch}`, sha, request: call.once });
  } catch (error) {
    if (answeredWith(error, 422, /already exists/i)) {
      throw call.failure('Conflict', `there is a branch ${branch} already`, {
        status: 422,
        advice: 'Choose another name',
      });
    }
    if (!isInDoubt(error)) throw error;
    const { data } = await git.getRef({ ...call.at, ref: `heads/${branch}`, request: call.repeatable });
    if (z.object({ object: withSha }).parse(data).object.sha !== sha) throw error;
  }
}
