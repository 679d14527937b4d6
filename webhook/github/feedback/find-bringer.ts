import type { ChangedFiles } from '../../../forge/changed-files.ts';
import type { Forge } from '../../../forge/forge.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';

/** Merged pull requests that are looked through, the newest. */
const most = 20;

/**
 * Finds the pull requests that brought files as they are in a revision: usually the one that merged the revision. Of merges that came in one after the other the
 * fleet may have read the last one only: then it is the latest before it that changed the file. No question is put to the forge twice, for however many files.
 *
 * @returns finds the one that brought a file, by its path in the repository where that is known; `undefined` when the revision came without a pull request
 * @throws ForgeError
 */
export function findBringers(
  forge: Forge,
  revision: string,
  signal: AbortSignal,
): (file: string | undefined) => Promise<PullRequest | undefined> {
  let merged: Promise<PullRequest | undefined> | undefined;
  let earlier: Promise<readonly PullRequest[]> | undefined;
  const listed = new Map<number, Promise<ChangedFiles>>();
  const changes = async ({ number }: PullRequest, file: string): Promise<boolean> => {
    const asked = listed.get(number) ?? forge.listChangedFiles(number, signal);
    listed.set(number, asked);
    const { files, complete } = await asked;
    // Of one that changes more files than a forge lists nobody knows.
    return !complete || files.some(({ path, previousPath }) => path === file || previousPath === file);
  };
  return async (file) => {
    merged ??= forge.findMergedPullRequest(revision, signal);
    const last = await merged;
    if (last === undefined || file === undefined || (await changes(last, file))) return last;
    earlier ??= mergedBefore(forge, last, signal);
    for (const one of await earlier) if (await changes(one, file)) return one;
    return last;
  };
}

/** Newest first. */
async function mergedBefore(forge: Forge, last: PullRequest, signal: AbortSignal): Promise<readonly PullRequest[]> {
  const { items } = await forge.findPullRequests({ state: 'closed', base: last.base.branch, limit: most }, signal);
  return items
    .filter((one) => one.state === 'merged' && one.number !== last.number && mergedAt(one) <= mergedAt(last))
    .toSorted((a, b) => mergedAt(b) - mergedAt(a));
}

function mergedAt({ mergedAt }: PullRequest): number {
  return mergedAt?.getTime() ?? 0;
}
