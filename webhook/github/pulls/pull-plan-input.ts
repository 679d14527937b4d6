import type { RepositoryMirror } from '../../../forge/repository/mirror.ts';
import type { PlanInput } from '../../../plan/plan-input.ts';
import { readRevision } from '../../../plan/read-revision.ts';
import type { FleetObject } from '../../../synth/spec/objects.ts';
import { mergedTree } from './merged-tree.ts';

export interface PullQuestion {
  readonly number: number;
  readonly fleet: FleetObject;
  /** ms since the epoch */
  readonly now: number;
}

/** What of a mirror it takes to plan a pull request. */
export type PullRepository = Pick<
  RepositoryMirror,
  'fetch' | 'fetchPull' | 'mergeBase' | 'listTree' | 'readCommit' | 'readBlobs'
>;

/**
 * What a plan of a pull request needs, but for the contents of files: the fleet's branch as it is now, and as the merge would leave it. Of the
 * pull request's repository nothing is executed; its store files are parsed, and nothing else of it is read.
 *
 * @throws RepositoryError
 */
export async function pullPlanInput(
  mirror: PullRepository,
  { number, fleet, now }: PullQuestion,
  signal: AbortSignal,
): Promise<Omit<PlanInput, 'live'>> {
  const { head: base } = await mirror.fetch(signal);
  const head = await mirror.fetchPull(number, signal);
  const ancestor = await mirror.mergeBase(base, head);
  const { metadata, spec } = fleet;
  const { path } = spec.source;
  const [onto, from, parting] = await Promise.all([
    readRevision(mirror, base, path),
    readRevision(mirror, head, path),
    ancestor === undefined ? undefined : readRevision(mirror, ancestor, path),
  ]);
  const tree = mergedTree({ ancestor: parting?.tree, base: onto.tree, head: from.tree });
  return {
    base: { id: base, tree: onto.tree, approved: onto.approved },
    // What the head's own message approves does not count: the branch will end in the merge, whose message nobody knows yet.
    head: { id: head, tree },
    fleet: { name: metadata.name, spec },
    now,
  };
}
