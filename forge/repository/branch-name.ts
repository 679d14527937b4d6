import { RepositoryError } from './repository-error.ts';

// git check-ref-format(1), for a branch: no component may begin with a dot or end with .lock, and so on.
// oxlint-disable-next-line no-control-regex
const malformed = /^[-/]|^$|^@$|\/$|\/\/|\.\.|@\{|[\u0000-\u0020\u007f~^:?*[\\]|(^|\/)\.|\.(\/|$)|\.lock(\/|$)/;

/**
 * The full name of a branch's ref. The full name matters: for a short one isomorphic-git prefers a tag of the same name.
 *
 * @throws RepositoryError `BranchMissing` when Git could not have a branch of that name
 */
export function branchRef(branch: string): string {
  if (branch.length > 255 || malformed.test(branch)) {
    throw new RepositoryError('BranchMissing', {
      attempted: 'use',
      target: `branch ${JSON.stringify(branch.slice(0, 255))}`,
      reason: 'Git allows no branch of that name',
      advice: 'Name a branch that exists',
    });
  }
  return `refs/heads/${branch}`;
}
