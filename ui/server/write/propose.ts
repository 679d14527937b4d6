import { createHash } from 'node:crypto';
import { isForgeError } from '../../../forge/forge-error.ts';
import type { Forge } from '../../../forge/forge.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';

/** A change of files that somebody wishes for. */
export interface Proposal {
  /** `close`, `reopen`, `open`: the branch begins with it. */
  readonly verb: string;
  readonly store: string;
  /** The branch that it goes into, and the commit of it that it was made for. */
  readonly base: { readonly branch: string; readonly sha: string };
  /** By path; null takes a file away. */
  readonly files: Readonly<Record<string, string | null>>;
  /** First line of the commit's message, and the pull request's title. */
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** The same wish of the same person has the same branch: so it is one pull request, also when a restart lies between the two. */
function branchOf({ verb, store, base, files }: Proposal, login: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([login, base, Object.entries(files)]))
    .digest('hex');
  return `urumi/${verb}-${store}-${digest.slice(0, 10)}`;
}

/**
 * Opens the pull request for a change, in the name of whoever the forge takes us for; or finds it, when it is open already.
 *
 * @throws ForgeError
 */
export async function propose(forge: Forge, proposal: Proposal, signal: AbortSignal): Promise<PullRequest> {
  const { base, files, title, body } = proposal;
  const { login } = await forge.whoAmI(signal);
  const branch = branchOf(proposal, login);
  try {
    await forge.commitFiles({ branch, base: base.sha, message: `${title}\n\n${body}`, files }, signal);
  } catch (error) {
    // The branch of this very change is there: all that can be missing is its pull request.
    if (!isForgeError(error, 'Conflict')) throw error;
  }
  try {
    return await forge.openPullRequest({ head: branch, base: base.branch, title, body }, signal);
  } catch (error) {
    if (!isForgeError(error, 'Conflict')) throw error;
    const { items } = await forge.findPullRequests({ head: branch, base: base.branch, limit: 1 }, signal);
    if (items[0] === undefined) throw error;
    return items[0];
  }
}
