import { corrupt } from './repository-error.ts';
import { parseCommit, type Commit } from './objects/commit.ts';
import type { ObjectStore } from './objects/object-store.ts';

/** Commits looked at before the answer is "none". */
const most = 20_000;

type Side = 'one' | 'other';

interface Found {
  readonly id: string;
  readonly commit: Commit;
}

/** The commits to look at next, the youngest first, and from which side each was reached. */
class Frontier {
  readonly #sides = new Map<string, Set<Side>>();
  readonly #open: Found[] = [];
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  get size(): number {
    return this.#sides.size;
  }

  /** A commit that is not in the folder (the history before its clone) ends the way there. */
  async reach(id: string, sides: Iterable<Side>): Promise<void> {
    const known = this.#sides.get(id) ?? new Set<Side>();
    const isNew = [...sides].some((side) => !known.has(side));
    if (!isNew) return;
    this.#sides.set(id, new Set([...known, ...sides]));
    const data = await this.#store.read(id, 'commit');
    if (data === undefined) return;
    const commit = parseCommit(data);
    if (commit === undefined) throw corrupt(`commit ${id}`, 'it is not a commit');
    const at = this.#open.findIndex((other) => other.commit.time < commit.time);
    this.#open.splice(at < 0 ? this.#open.length : at, 0, { id, commit });
  }

  next(): (Found & { readonly sides: ReadonlySet<Side> }) | undefined {
    const found = this.#open.shift();
    return found && { ...found, sides: this.#sides.get(found.id) ?? new Set() };
  }
}

/**
 * The newest commit that both build on, as Git finds it: back in time from both. undefined when the folder holds none, or none near enough.
 *
 * @see https://github.com/git/git/blob/master/commit-reach.c (paint_down_to_common)
 */
export async function mergeBase(store: ObjectStore, one: string, other: string): Promise<string | undefined> {
  const frontier = new Frontier(store);
  await frontier.reach(one, ['one']);
  await frontier.reach(other, ['other']);
  for (let found = frontier.next(); found !== undefined && frontier.size <= most; found = frontier.next()) {
    if (found.sides.size === 2) return found.id;
    for (const parent of found.commit.parents) await frontier.reach(parent, found.sides);
  }
  return undefined;
}
