import * as fs from 'node:fs';
import * as git from 'isomorphic-git';
import { z } from 'zod';
import { withHead } from './advertisement.ts';
import type { GitOperation } from './git-operation.ts';
import { RepositoryError } from './repository-error.ts';

const objectId = z.string().regex(/^[0-9a-f]{40}$/);
const serverRefs = z.array(z.object({ ref: z.string(), oid: objectId }));

/** A branch of a repository elsewhere. */
export interface RemoteBranch {
  readonly url: string;
  /** Full name: `refs/heads/main`. */
  readonly ref: string;
}

/**
 * Asks for the head of a branch and nothing else.
 *
 * @throws RepositoryError `BranchMissing`, and whatever the network does
 */
export async function remoteHead(operation: GitOperation, { url, ref }: RemoteBranch): Promise<string> {
  const found = (await refsUnder(operation, url, ref)).find((one) => one.ref === ref);
  if (found) return found.oid;
  const branches = (await refsUnder(operation, url, 'refs/heads/')).map((one) => one.ref.slice('refs/heads/'.length));
  const some = branches.slice(0, 5).join(', ') + (branches.length > 5 ? ', ...' : '');
  throw operation.failure(
    'BranchMissing',
    branches.length === 0
      ? 'the repository is empty: nothing was pushed yet'
      : `there is no such branch; there is ${some}`,
  );
}

/**
 * Asks for the head of a pull request, as GitHub and Gitea offer it.
 *
 * @throws RepositoryError `BranchMissing`, and whatever the network does
 */
export async function remotePullHead(operation: GitOperation, { url, ref }: RemoteBranch): Promise<string> {
  const found = (await refsUnder(operation, url, ref)).find((one) => one.ref === ref);
  if (found) return found.oid;
  throw operation.failure('BranchMissing', `there is no ${ref}`);
}

/** Makes a ref of the Git folder name a commit that it holds: isomorphic-git tells the server of it, and gets only what is new since. */
export async function nameCommit(gitdir: string, ref: string, commit: string): Promise<void> {
  await git.writeRef({ fs, gitdir, ref, value: commit, force: true });
}

interface Download extends RemoteBranch {
  /** A Git folder that exists. */
  readonly gitdir: string;
  /** isomorphic-git's: one per Git folder. */
  readonly cache: object;
  /** Only the newest commit, for the first time. Later it would send everything again. */
  readonly shallow: boolean;
}

/**
 * Fetches a branch into a Git folder and moves the folder's own branch there. isomorphic-git tells the server that branch's commit as
 * the only one it has, and never moves it: left alone, each fetch would get everything since the clone again.
 *
 * @returns the branch's head, as it was when the server packed it
 * @throws RepositoryError from the network, or whatever isomorphic-git throws at what was received or at what is on disk
 */
export async function download(
  operation: GitOperation,
  { gitdir, url, ref, cache, shallow }: Download,
): Promise<string> {
  const { fetchHead } = await git.fetch({
    fs,
    http: { request: (wanted) => requestWithHead(operation, wanted, ref) },
    gitdir,
    url,
    remote: 'origin',
    ref,
    remoteRef: ref,
    singleBranch: true,
    tags: false,
    cache,
    ...(shallow ? { depth: 1 } : {}),
  });
  if (fetchHead === null) throw operation.failure('BranchMissing', 'the repository is empty: nothing was pushed yet');
  if (!objectId.safeParse(fetchHead).success)
    throw operation.failure('Protocol', "the branch's head is not an object id");
  await nameCommit(gitdir, ref, fetchHead);
  return fetchHead;
}

/** Makes an empty Git folder that a branch can be fetched into. */
export async function initialise(gitdir: string, url: string): Promise<void> {
  await git.init({ fs, gitdir, bare: true, defaultBranch: 'main' });
  await git.addRemote({ fs, gitdir, remote: 'origin', url });
}

/** Puts what isomorphic-git throws at a download into our words. */
export function downloadFailure(operation: GitOperation, error: unknown): unknown {
  if (error instanceof RepositoryError || isSystemError(error)) return error;
  if (error instanceof git.Errors.NotFoundError) return operation.failure('BranchMissing', 'the branch is gone', error);
  // Every line was Git's and in its format: what does not fit together is what the lines carry, a pack that was changed or cut on its way.
  const code = error instanceof git.Errors.InternalError ? 'Damaged' : 'Protocol';
  return operation.failure(
    code,
    `what was received cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    error,
  );
}

async function refsUnder(operation: GitOperation, url: string, prefix: string): Promise<z.infer<typeof serverRefs>> {
  try {
    return serverRefs.parse(await git.listServerRefs({ http: operation, url, prefix, protocolVersion: 2 }));
  } catch (error) {
    throw downloadFailure(operation, error);
  }
}

async function requestWithHead(
  operation: GitOperation,
  wanted: git.GitHttpRequest,
  ref: string,
): Promise<git.GitHttpResponse> {
  const bytes = await operation.ask(wanted);
  return operation.answer(wanted.method === 'GET' ? withHead(bytes, ref) : bytes);
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
