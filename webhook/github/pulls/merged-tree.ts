import type { PresentTree, StoreTree } from '../../../plan/store-tree.ts';

/** The three sides of a merge. */
export interface MergeSides {
  /** The commit that both build on; undefined: none is known, and the head counts as it is. */
  readonly ancestor: StoreTree | undefined;
  /** Where the branch is now. */
  readonly base: StoreTree;
  readonly head: StoreTree;
}

function merged(
  ancestor: ReadonlyMap<string, string>,
  base: ReadonlyMap<string, string>,
  head: ReadonlyMap<string, string>,
): Map<string, string> {
  const result = new Map(base);
  for (const [path, value] of head) if (ancestor.get(path) !== value) result.set(path, value);
  for (const path of ancestor.keys()) if (!head.has(path)) result.delete(path);
  return result;
}

const nothing: PresentTree = { state: 'present', files: new Map(), unusable: new Map() };

function present(tree: StoreTree): PresentTree | undefined {
  if (tree.state === 'present') return tree;
  return tree.state === 'unreadable' ? undefined : nothing;
}

/**
 * The store files as merging would leave them: the base with what the head has changed since both parted. What others merged meanwhile is
 * not undone by a pull request that is behind. Where both changed one file, which the forge calls a conflict, the head's counts.
 */
export function mergedTree({ ancestor, base, head }: MergeSides): StoreTree {
  if (ancestor === undefined || head.state !== 'present') return head;
  const [from, onto] = [present(ancestor), present(base)];
  if (from === undefined || onto === undefined) return head;
  return {
    state: 'present',
    files: merged(from.files, onto.files, head.files),
    unusable: merged(from.unusable, onto.unusable, head.unusable),
  };
}
