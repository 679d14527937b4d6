import type { CommitStatus } from '../commit-status.ts';
import type { Call } from './call.ts';
import type { Dialect } from './dialect.ts';
import { longestDescription } from './limits.ts';
import { shorten } from './shorten.ts';

/** Sets the status of a commit unless it is already so. https://docs.github.com/rest/commits/statuses#create-a-commit-status */
export async function setStatus(
  call: Call,
  status: CommitStatus,
  { readStatus }: Pick<Dialect, 'readStatus'>,
): Promise<void> {
  const { sha, context, state, targetUrl } = status;
  const description = shorten(status.description, longestDescription);
  const known = await readStatus(call, sha, context);
  if (known?.state === state && known.description === description && known.targetUrl === targetUrl) return;
  await call.octokit.rest.repos.createCommitStatus({
    ...call.at,
    sha,
    context,
    state,
    description,
    ...(targetUrl === undefined ? {} : { target_url: targetUrl }),
    request: call.repeatable,
  });
}
