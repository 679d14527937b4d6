import { readRevision } from '../../plan/read-revision.ts';
import type { LocalClone } from '../../forge/repository/local-clone.ts';
import { RepositoryError } from '../../forge/repository/repository-error.ts';
import type { PlanInput, PlanRevision } from '../../plan/plan-input.ts';
import type { FleetFile } from '../../synth/spec/parse-fleet-file.ts';
import { CliError } from '../cli-error.ts';

export interface PlanQuestion {
  /** As a person names it. */
  readonly head: string;
  /** Default: where the head parts from the fleet's branch. */
  readonly base?: string | undefined;
  readonly fleet: FleetFile;
  /** ms since the epoch */
  readonly now: number;
}

/**
 * What a plan of two revisions of a clone needs, but for the contents of files.
 *
 * @throws CliError 2 when the clone does not hold what it takes
 */
export async function readPlanInput(clone: LocalClone, { head, base, fleet, now }: PlanQuestion): Promise<PlanInput> {
  const { metadata, spec } = fleet;
  const wanted = await clone.resolve(head);
  const compared = base === undefined ? await branching(clone, wanted, spec.source.branch) : await clone.resolve(base);
  const { path } = spec.source;
  const read = async (revision: string): Promise<PlanRevision> => {
    const { tree, approved } = await readRevision(clone, revision, path);
    return { id: revision, tree, approved };
  };
  return {
    base: await read(compared),
    head: await read(wanted),
    fleet: { name: metadata.name, spec },
    now,
  };
}

/** Where a commit parts from the branch that the cluster follows: as the forge has it, or else as the clone has it. */
async function branching(clone: LocalClone, head: string, branch: string): Promise<string> {
  const tip = await clone.resolve(`origin/${branch}`).catch(async (error: unknown) => {
    if (!(error instanceof RepositoryError) || error.code !== 'RevisionMissing') throw error;
    return await clone.resolve(branch).catch((cause: unknown) => {
      if (!(cause instanceof RepositoryError) || cause.code !== 'RevisionMissing') throw cause;
      throw new CliError(
        2,
        `the fleet follows branch ${branch}, which this clone does not hold: name the commit to compare with by --base REV`,
        cause,
      );
    });
  });
  const found = await clone.mergeBase(head, tip);
  if (found !== undefined) return found;
  throw new CliError(
    2,
    `this clone holds no commit that ${head.slice(0, 12)} and branch ${branch} both build on: fetch more of the history (git fetch --unshallow), or name the commit to compare with by --base REV`,
  );
}
