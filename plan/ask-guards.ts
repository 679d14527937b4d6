import { storeNameOf } from '../synth/spec/store-file-name.ts';
import { filesOf } from './changed-stores.ts';
import { checkGuards } from './guards/check-guards.ts';
import { closureCount, type GuardInput, type GuardReason, type GuardRefusal } from './guards/guard.ts';
import type { JudgedStore } from './judge-store.ts';
import type { PlanInput } from './plan-input.ts';

/** What stands before the closings of a revision. */
export interface GuardAnswer {
  readonly refusal?: GuardRefusal;
  /** The guard that an approval lifts. */
  readonly lifted?: { readonly guard: GuardReason; readonly closures: number };
}

/** Asks the guards of the fleet loop what they will say of the head. */
export function askGuards(input: PlanInput, judged: readonly JudgedStore[]): GuardAnswer {
  const asked = guardInput(input, judged);
  const refusal = checkGuards(asked);
  if (refusal !== undefined) return { refusal };
  const unapproved = checkGuards({ ...asked, approved: undefined });
  return unapproved === undefined ? {} : { lifted: { guard: unapproved.reason, closures: closureCount(asked) } };
}

function guardInput(input: PlanInput, judged: readonly JudgedStore[]): GuardInput {
  const { head, fleet } = input;
  const open = openNames(input);
  const changed = new Map(judged.map((one) => [one.store.name, one]));
  const claimed = new Set([...filesOf(head.tree).keys()].map(storeNameOf));
  for (const { store } of judged) if (!store.gone) claimed.add(store.name);
  const isProtected = (name: string): boolean =>
    (changed.get(name)?.previous?.spec ?? input.live?.stores.get(name)?.spec)?.deletion.protected ?? false;
  return {
    revision: head.id,
    tree: head.tree,
    open,
    opened: new Set(),
    unrelated: [],
    claimed,
    closings: open.filter((name) => !claimed.has(name) && !isProtected(name)),
    closedBefore: 0,
    limit: fleet.spec.limits.closuresPerRevision,
    approved: head.approved,
  };
}

function openNames({ base, live }: PlanInput): string[] {
  if (live === undefined) return [...new Set([...filesOf(base.tree).keys()].map(storeNameOf))];
  return [...live.stores].filter(([, { spec }]) => spec.closure === undefined).map(([name]) => name);
}
