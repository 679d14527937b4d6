import { parseCommit } from './objects/commit.ts';
import type { ObjectStore } from './objects/object-store.ts';
import { corrupt } from './repository-error.ts';

/** Commits looked at before the answer is "no". A mirror holds what was pushed since its clone, which is far less. */
const most = 20_000;

/**
 * True when `descendant` builds on `ancestor`, or is it. The history before the mirror's clone is not known, and ends the search.
 */
export async function isAncestor(store: ObjectStore, ancestor: string, descendant: string): Promise<boolean> {
  const seen = new Set([descendant]);
  // A Set may grow while it is walked: this is a breadth-first search.
  for (const id of seen) {
    if (id === ancestor) return true;
    if (seen.size > most) return false;
    const data = await store.read(id, 'commit');
    const commit = data && parseCommit(data);
    if (data && !commit) throw corrupt(`commit ${id}`, 'it is not a commit');
    for (const parent of commit?.parents ?? []) seen.add(parent);
  }
  return false;
}
