import { giteaApi } from './gitea-api.ts';
import type { ForgeRepository } from './repositories.ts';

/** What a branch holds at a path. */
export interface BranchFile {
  /** The commit that the branch is at. */
  readonly commit: string;
  /** Whether it has a file of this path. */
  readonly exists: boolean;
}

/** Looks at the branch of a repository. @throws SandboxError */
export function branchReader(url: string, token: string) {
  const api = giteaApi(url, `token ${token}`);
  return async ({ owner, name, branch }: ForgeRepository, path: string): Promise<BranchFile> => {
    const at = `/repos/${owner}/${name}`;
    const { commit } = await api.request<{ commit: { id: string } }>('GET', `${at}/branches/${branch}`);
    const file = await api.find(`${at}/contents/${path.split('/').map(encodeURIComponent).join('/')}?ref=${commit.id}`);
    return { commit: commit.id, exists: file !== undefined };
  };
}
