import { closuresOverLimit } from './closures-over-limit.ts';
import { emptyTree } from './empty-tree.ts';
import type { Guard, GuardInput, GuardRefusal } from './guard.ts';
import { pathMissing } from './path-missing.ts';
import { unreadableTree } from './unreadable-tree.ts';
import { unrelatedTree } from './unrelated-tree.ts';

const guards: readonly Guard[] = [unreadableTree, emptyTree, pathMissing, unrelatedTree, closuresOverLimit];

/** The first refusal of the guards, or undefined when this revision may close what it would close. */
export function checkGuards(input: GuardInput): GuardRefusal | undefined {
  for (const guard of guards) {
    const refusal = guard(input);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
