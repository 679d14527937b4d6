import fs from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import git from 'isomorphic-git';
import http from 'isomorphic-git/http/node';

/** Gitea may be silent so long, ms, while a busy machine writes its first repository. Node's own agent gives up after five seconds. */
const patienceMs = 120_000;

export interface PushTarget {
  /** HTTP, without credentials. */
  readonly url: string;
  readonly token: string;
  readonly branch: string;
  /** Files that are not pushed: paths from the folder's root. */
  readonly leaveOut: readonly string[];
}

/**
 * Pushes what a folder holds as one commit without parents, in place of what the branch held; resolves to the commit's
 * id. The folder itself is left as it is.
 */
export async function pushFolder(folder: string, target: PushTarget): Promise<string> {
  const gitdir = mkdtempSync(path.join(tmpdir(), 'urumi-push-'));
  const repository = { fs, dir: folder, gitdir };
  const agent = new Agent({ timeout: patienceMs });
  try {
    await git.init({ ...repository, defaultBranch: target.branch });
    await git.add({ ...repository, filepath: '.' });
    for (const filepath of target.leaveOut) await git.remove({ ...repository, filepath });
    const author = { name: 'Urumi', email: 'urumi@localhost.localdomain' };
    const message = 'Start the stores repository from the template\n';
    const commit = await git.commit({ ...repository, message, author });
    await git.push({
      ...repository,
      http: { request: (request) => http.request({ ...request, agent }) },
      url: target.url,
      ref: target.branch,
      force: true,
      onAuth: () => ({ username: 'x-access-token', password: target.token }),
      // Asked again with the same token, it would ask for ever.
      onAuthFailure: () => ({ cancel: true }),
    });
    return commit;
  } finally {
    agent.destroy();
    rmSync(gitdir, { recursive: true, force: true });
  }
}
