import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { LocalClone } from '../../forge/repository/local-clone.ts';
import { RepositoryError } from '../../forge/repository/repository-error.ts';
import { makePlan } from '../../plan/make-plan.ts';
import type { PlanReport } from '../../plan/plan-report.ts';
import type { ReadBlobs } from '../../plan/read-files.ts';
import { renderPlanMarkdown } from '../../plan/render/render-markdown.ts';
import { renderPlanText } from '../../plan/render/render-text.ts';
import { CliError } from '../cli-error.ts';
import { openCluster, withClusterOptions, type ClusterOptions } from '../cluster/open-cluster.ts';
import type { Io } from '../io.ts';
import { planAgainstCluster } from '../plan/plan-against-cluster.ts';
import { readPlanInput } from '../plan/read-plan-input.ts';
import { readFleet } from '../synth/read-inputs.ts';

const help = `
Compares two commits of a clone of the stores repository: which stores open, change and close, object by object; which pods are
replaced; which data is at risk and until when; what is wrong with the files; whether the closings need approval. Takes the
commits as they are: what is not committed does not count. Without --live it touches no cluster and no network.

--live compares with the stores that run, and has the API server check and admit, by dry run and as the controller would apply it,
whatever is created or changed; nothing is stored. It takes the fleet as the cluster has it, and needs the right to list, create and
patch what stores are made of, as an administrator has.

REV is HEAD, a branch, a tag, an id or its beginning, each with ~2 or ^ after it.

Exit codes: 0 nothing wrong (closings may still need approval), 1 a file is not valid, a store is protected, a guard or the
cluster refuses, 2 wrong usage, 3 the cluster cannot be reached.

Examples:
  urumi plan                                  HEAD, against where it parts from the fleet's branch
  urumi plan --live                           the same, against the cluster
  urumi plan --base HEAD~1 -o markdown        what the last commit did, as the comment on a pull request
  urumi plan --head origin/new-shop -o json   for scripts; plan/schema/plan-report.schema.json says what is in it
`;

const formats = ['text', 'json', 'markdown'] as const;

interface PlanOptions extends ClusterOptions {
  readonly live: boolean;
  readonly base?: string;
  readonly head: string;
  readonly repo: string;
  readonly fleet?: string;
  readonly output: (typeof formats)[number];
}

/** Adds `urumi plan` to the program. */
export function registerPlan(program: Command, io: Io): void {
  withClusterOptions(program.command('plan'))
    .summary('show what a commit would do')
    .description('Show what a commit of the stores repository would do.')
    .option('--live', 'ask the cluster too', false)
    .option('--base <rev>', "what to compare with (default: where the head parts from the fleet's branch)")
    .option('--head <rev>', 'the commit to be merged', 'HEAD')
    .option('--repo <dir>', 'a clone of the stores repository', '.')
    .option('--fleet <file>', 'the fleet that the stores run in (default: fleet/local.yaml in the clone)')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(formats).default('text'))
    .addHelpText('after', help)
    .action((options: PlanOptions) => plan(options, io));
}

async function plan({ base, head, repo, fleet, output, ...cluster }: PlanOptions, io: Io): Promise<void> {
  const question = {
    base,
    head,
    fleet: await readFleet(fleet ?? join(repo, 'fleet/local.yaml')),
    now: Date.now(),
  };
  const report = await planOf(repo, question, cluster).catch((error: unknown) => {
    // What a person named is not there: other failures of the clone are answers, not usage.
    const isUsage = error instanceof RepositoryError && ['RevisionMissing', 'NotFound'].includes(error.code);
    throw isUsage ? new CliError(2, error.message, error) : error;
  });
  io.stdout(render(report, output));
  io.setExitCode(report.conclusion === 'failure' ? 1 : 0);
}

async function planOf(
  repo: string,
  question: Parameters<typeof readPlanInput>[1],
  { live, ...cluster }: Pick<PlanOptions, 'live' | keyof ClusterOptions>,
): Promise<PlanReport> {
  const clone = await LocalClone.open(repo);
  const input = await readPlanInput(clone, question);
  const read: ReadBlobs = (ids, limits) => clone.readBlobs(ids, limits);
  if (!live) return await makePlan(input, { read });
  const api = await openCluster(cluster);
  try {
    return await planAgainstCluster(input, read, { api, namespace: cluster.namespace });
  } finally {
    await api.close();
  }
}

function render(report: PlanReport, format: PlanOptions['output']): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  return format === 'markdown' ? renderPlanMarkdown(report) : renderPlanText(report);
}
