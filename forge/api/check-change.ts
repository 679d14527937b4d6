import type { BranchChange } from '../branch-change.ts';
import { branchRef } from '../repository/branch-name.ts';
import { RepositoryError } from '../repository/repository-error.ts';
import type { Call } from './call.ts';

const mostFiles = 300;
// oxlint-disable-next-line no-control-regex
const malformed = /^$|^\/|\/$|\/\/|[\u0000-\u001f\u007f\\]|(^|\/)\.{1,2}(\/|$)|(^|\/)\.git(\/|$)/i;

/** Refuses what no forge should be asked to commit. @throws ForgeError `Invalid` */
export function checkChange(call: Call, { branch, base, files }: BranchChange): void {
  checkBranch(call, branch);
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(base)) throw call.failure('Invalid', 'its base is not the id of a commit');
  const paths = Object.keys(files);
  if (paths.length === 0 || paths.length > mostFiles)
    throw call.failure('Invalid', `it changes ${paths.length} files, and may change 1 to ${mostFiles}`);
  for (const path of paths) checkPath(call, path);
}

/** @throws ForgeError `Invalid` when a path could lead elsewhere in the API */
export function checkPath(call: Call, path: string): void {
  if (path.length > 500 || malformed.test(path))
    throw call.failure('Invalid', `${JSON.stringify(path.slice(0, 200))} is not a path in a repository`);
}

/** @throws ForgeError `Invalid` when Git could not have a branch of that name */
export function checkBranch(call: Call, branch: string): void {
  try {
    branchRef(branch);
  } catch (error) {
    if (!(error instanceof RepositoryError)) throw error;
    throw call.failure('Invalid', `${error.target}: ${error.reason}`);
  }
}
