import type { PullRef } from '../../server/api/git-view.ts';

/** One step of a change on its way to the cluster, in percent of the width. */
export interface GitStep {
  readonly title: string;
  /** ISO 8601; when it was done. */
  readonly at: string;
  /** ms since the step before; undefined for the first. */
  readonly took?: number;
  readonly x: number;
  readonly w: number;
  /** In this app. */
  readonly url?: string;
}

/** A rollout that began longer after a merge than this, ms, was not begun by it. */
const belongsWithin = 24 * 3_600_000;
/** A step that took no time to speak of is still to be seen, percent. */
const least = 1;

/**
 * The steps of a merged pull request, on one scale. The last is when the cluster saw it, if the rollout that is shown may be its.
 *
 * @param startedAt ISO 8601; of the rollout
 */
export function gitSteps(pull: PullRef, startedAt: string | undefined): GitStep[] {
  if (pull.mergedAt === undefined) return [];
  const opened = Date.parse(pull.openedAt);
  const merged = Math.max(opened, Date.parse(pull.mergedAt));
  const seen = startedAt === undefined ? Number.NaN : Date.parse(startedAt);
  const isSeen = seen >= merged && seen - merged < belongsWithin;
  const width = Math.max(1, (isSeen ? seen : merged) - opened);
  const percent = (ms: number): number => (ms / width) * 100;
  const bar = (from: number, to: number): Pick<GitStep, 'x' | 'w' | 'took'> => {
    const w = Math.max(least, percent(to - from));
    return { x: Math.min(percent(from - opened), 100 - w), w, took: to - from };
  };
  const steps: GitStep[] = [
    { title: `Pull request #${pull.number} opened`, at: pull.openedAt, x: 0, w: least, url: `/pulls/${pull.number}` },
    { title: 'Merged', at: pull.mergedAt, ...bar(opened, merged) },
  ];
  return isSeen && startedAt !== undefined
    ? [...steps, { title: 'Seen by the cluster', at: startedAt, ...bar(merged, seen) }]
    : steps;
}
