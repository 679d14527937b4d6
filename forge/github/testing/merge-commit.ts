import type { BareRepository } from '../../testing/bare-repository.ts';
import { FakeRefusal } from './fake-answer.ts';
import type { FakePull } from './fake-state.ts';

interface Merge {
  readonly pull: FakePull;
  readonly method: string;
  readonly message: string;
}

/** Merges a pull request's head into its base branch, really. `undefined`: they conflict. */
export async function mergeCommit(
  git: BareRepository,
  { pull, method, message }: Merge,
): Promise<{ sha: string; baseSha: string } | undefined> {
  if (method === 'rebase') throw new FakeRefusal(405, 'Rebase merges are not allowed on this repository.');
  const baseSha = (await git.head(pull.baseBranch)) ?? '';
  const tree = await git.git('merge-tree', '--write-tree', baseSha, pull.headSha).catch(() => undefined); // a conflict
  if (tree === undefined) return undefined;
  const parents = method === 'squash' ? ['-p', baseSha] : ['-p', baseSha, '-p', pull.headSha];
  const sha = (await git.git('commit-tree', tree.trim(), ...parents, '-m', message)).trim();
  await git.git('update-ref', `refs/heads/${pull.baseBranch}`, sha);
  return { sha, baseSha };
}
