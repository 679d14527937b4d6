import type { GuardAnswer } from './ask-guards.ts';
import { noCapacity, plus } from './capacity.ts';
import type { PlanInput } from './plan-input.ts';
import {
  storeChanges,
  type PlanReport,
  type PlanStore,
  type StoreChangeKind,
  type StoreCluster,
} from './plan-report.ts';

/** What a report is made of. */
export interface Findings {
  readonly input: PlanInput;
  readonly stores: readonly PlanStore[];
  readonly guards: GuardAnswer;
  /** The cluster was asked about the stores. */
  readonly wasAsked: boolean;
}

/** The report: what is at risk first, and what it comes to. */
export function reportOf({ input, stores: found, guards, wasAsked }: Findings): PlanReport {
  const { refusal, lifted } = guards;
  const stores = found.toSorted(
    (a, b) => storeChanges.indexOf(a.change) - storeChanges.indexOf(b.change) || (a.name < b.name ? -1 : 1),
  );
  const counts = countsOf(stores);
  return {
    version: 1,
    conclusion: conclusionOf(stores, counts, guards),
    base: input.base.id,
    head: input.head.id,
    fleet: input.fleet.name,
    mergedAt: new Date(input.now).toISOString(),
    live: input.live !== undefined,
    counts,
    capacity: stores.reduce((sum, { capacity }) => plus(sum, capacity), noCapacity),
    ...(input.fleet.spec.suspended && { suspended: true }),
    ...(refusal && { guard: refusal }),
    ...(lifted && { approval: lifted }),
    violations: stores.flatMap((store) => store.violations),
    ...(wasAsked && { cluster: clusterCounts(stores) }),
    stores,
  };
}

function countsOf(stores: readonly PlanStore[]): PlanReport['counts'] {
  const counted = (change: StoreChangeKind): number => stores.filter((store) => store.change === change).length;
  return Object.fromEntries(storeChanges.map((change) => [change, counted(change)])) as PlanReport['counts'];
}

function conclusionOf(
  stores: readonly PlanStore[],
  counts: PlanReport['counts'],
  { refusal }: GuardAnswer,
): PlanReport['conclusion'] {
  const isWrong = stores.some(({ violations, cluster }) => violations.length > 0 || (cluster?.refused.length ?? 0) > 0);
  if (isWrong || counts.protected > 0 || refusal?.approvable === false) return 'failure';
  return refusal === undefined ? 'success' : 'neutral';
}

function clusterCounts(stores: readonly PlanStore[]): NonNullable<PlanReport['cluster']> {
  const sum = (count: (said: StoreCluster) => number): number =>
    stores.reduce((total, { cluster }) => total + (cluster === undefined ? 0 : count(cluster)), 0);
  return {
    checked: sum(({ checked }) => checked),
    refused: sum(({ refused }) => refused.length),
    unchecked: sum(({ unchecked }) => unchecked.flatMap(({ objects }) => objects).length),
    drifted: sum(({ drifted }) => drifted.length),
  };
}
