import { z } from 'zod';
import type { Call } from '../api/call.ts';
import type { CommitVerdict } from '../commit-status.ts';

const statusAnswer = z.object({
  context: z.string(),
  state: z.enum(['pending', 'success', 'failure', 'error']),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
});

/** The newest status of a context. https://docs.github.com/rest/commits/statuses#get-the-combined-status-for-a-specific-reference */
export async function readStatus(call: Call, sha: string, context: string): Promise<CommitVerdict | undefined> {
  const { data } = await call.octokit.rest.repos.getCombinedStatusForRef({
    ...call.at,
    ref: sha,
    per_page: 100,
    request: call.repeatable,
  });
  const { statuses } = z.object({ statuses: z.array(statusAnswer) }).parse(data);
  const found = statuses.find((status) => status.context === context);
  if (found === undefined) return undefined;
  return {
    state: found.state,
    description: found.description ?? '',
    targetUrl: found.target_url ?? undefined,
  };
}
