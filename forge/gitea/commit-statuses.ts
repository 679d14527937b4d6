import { z } from 'zod';
import type { Call } from '../api/call.ts';
import type { CommitVerdict } from '../commit-status.ts';

/** Where GitHub says `state`, Gitea says `status`, and has one more: a warning holds no merge up. */
const statusAnswer = z.object({
  context: z.string(),
  status: z
    .enum(['pending', 'success', 'failure', 'error', 'warning', 'skipped'])
    .transform((status) => (status === 'warning' || status === 'skipped' ? 'success' : status)),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
});

/** The newest status of a context. */
export async function readStatus(call: Call, sha: string, context: string): Promise<CommitVerdict | undefined> {
  const { data } = await call.octokit.request('GET /repos/{owner}/{repo}/commits/{sha}/status', {
    ...call.at,
    sha,
    limit: 50,
    request: call.repeatable,
  });
  const { statuses } = z.object({ statuses: z.array(statusAnswer).nullable() }).parse(data);
  const found = statuses?.find((status) => status.context === context);
  if (found === undefined) return undefined;
  return { state: found.status, description: found.description ?? '', targetUrl: found.target_url || undefined };
}
