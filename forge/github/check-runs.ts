import { z } from 'zod';
import { answeredWith } from '../api/answered-with.ts';
import type { Call } from '../api/call.ts';
import { longestDescription } from '../api/limits.ts';
import { shorten } from '../api/shorten.ts';
import type { CheckAnnotation, CheckRun, CheckRunWish } from '../check-run.ts';
import type { CommitVerdict } from '../commit-status.ts';

const runAnswer = z.object({
  id: z.int().positive(),
  status: z.string(),
  conclusion: z.string().nullish(),
  html_url: z.string().nullish(),
  details_url: z.string().nullish(),
  output: z.object({ title: z.string().nullish(), annotations_count: z.int().nullish() }).nullish(),
});

const longestSummary = 65_535;
const mostAnnotations = 50;

/**
 * Changes the newest run of this name, or makes one that follows it: of one name GitHub shows, and judges, the newest. https://docs.github.com/rest/checks/runs
 *
 * @param appId ours: runs of other Apps are not ours to change
 */
export async function setCheckRun(call: Call, appId: number, wish: CheckRunWish): Promise<CheckRun> {
  const [newest] = await listRuns(call, { sha: wish.headSha, name: wish.name, appId });
  const known = newest !== undefined && canBecome(newest, wish) ? newest : undefined;
  const { checks } = call.octokit.rest;
  const fields = {
    ...call.at,
    status: wish.status,
    ...(wish.status === 'completed' ? { conclusion: wish.conclusion } : {}),
    ...(wish.detailsUrl === undefined ? {} : { details_url: wish.detailsUrl }),
    output: output(wish),
  };
  const { data } = known
    ? await checks.update({ ...fields, check_run_id: known.id, request: call.repeatable })
    : await checks.create({ ...fields, name: wish.name, head_sha: wish.headSha, request: call.once });
  const { id, html_url: url } = runAnswer.parse(data);
  return { id, url: url ?? '' };
}

/** A change adds to a run's annotations and takes none away; and what has ended does not begin again. */
function canBecome({ status, output }: z.infer<typeof runAnswer>, wish: CheckRunWish): boolean {
  return (output?.annotations_count ?? 0) === 0 && (status !== 'completed' || wish.status === 'completed');
}

/** The newest check run of a name, whoever made it. */
export async function readCheckRun(call: Call, sha: string, name: string): Promise<CommitVerdict | undefined> {
  const [run] = await listRuns(call, { sha, name }).catch((error: unknown) => {
    if (answeredWith(error, 403)) return []; // tokens that may read statuses may not be allowed to read checks
    throw error;
  });
  if (run === undefined) return undefined;
  return {
    state: verdict(run),
    description: shorten(run.output?.title ?? '', longestDescription),
    targetUrl: run.details_url ?? undefined,
  };
}

async function listRuns(
  call: Call,
  { sha, name, appId }: { readonly sha: string; readonly name: string; readonly appId?: number },
): Promise<z.infer<typeof runAnswer>[]> {
  const { data } = await call.octokit.rest.checks.listForRef({
    ...call.at,
    ref: sha,
    check_name: name,
    filter: 'latest',
    ...(appId === undefined ? {} : { app_id: appId }),
    request: call.repeatable,
  });
  const runs = z.object({ check_runs: z.array(runAnswer) }).parse(data).check_runs;
  return runs.sort((a, b) => b.id - a.id);
}

/** As GitHub judges a required check (https://docs.github.com/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/about-status-checks). */
function verdict({ status, conclusion }: z.infer<typeof runAnswer>): CommitVerdict['state'] {
  if (status !== 'completed') return 'pending';
  return ['success', 'neutral', 'skipped'].includes(conclusion ?? '') ? 'success' : 'failure';
}

function output({ title, summary, annotations = [] }: CheckRunWish) {
  return {
    title: shorten(title, 255),
    summary: summary.length > longestSummary ? cut(summary) : summary,
    annotations: annotations.slice(0, mostAnnotations).map(annotation),
  };
}

function cut(summary: string): string {
  const notice = '\n\n… the rest is too long for a check run.';
  return summary.slice(0, longestSummary - notice.length).replace(/[\uD800-\uDBFF]$/, '') + notice;
}

function annotation({ path, line, column, level, message, title }: CheckAnnotation) {
  return {
    path,
    start_line: line,
    end_line: line,
    ...(column === undefined ? {} : { start_column: column, end_column: column }),
    annotation_level: level,
    message: message.slice(0, 16_000), // of 64 kB
    ...(title === undefined ? {} : { title: shorten(title, 255) }),
  };
}
