import type { InventoryEntry } from '../../synth/spec/store.ts';
import { kindOf, titleOf } from './kind-of.ts';
import type { LiveView, Removal, StoreRecord } from './record.ts';

/** Kinds in the order in which they go: customers are shut out first, the database goes last. Others go at the end. */
const order = [
  ['Ingress'],
  ['CronJob', 'Job', 'HorizontalPodAutoscaler'],
  ['Deployment', 'PodDisruptionBudget'],
  ['StatefulSet'],
  ['Service'],
] as const;

/** Never pruned one by one: they go with the whole store, in a purge. */
const dataKinds: ReadonlySet<string> = new Set(['Namespace', 'PersistentVolumeClaim', 'Secret']);

/** How far a removal is. */
export interface RemovalProgress {
  /** To delete now. */
  readonly remove: readonly Removal[];
  /** What is not gone yet, for people. */
  readonly remaining: readonly string[];
  /** Earliest end of a back-off, ms since the epoch. */
  readonly retryAt?: number;
}

/** Inventory entries that nobody wants, without those that hold data. */
export function unwanted(inventory: readonly InventoryEntry[], wanted: ReadonlySet<string>): InventoryEntry[] {
  return inventory.filter(({ id }) => !wanted.has(id) && !dataKinds.has(kindOf(id)));
}

/** The next step of removing `entries`: one rank at a time, the next one when nothing of it is left. */
export function removalOf(
  entries: readonly InventoryEntry[],
  live: LiveView,
  record: StoreRecord,
  now: number,
): RemovalProgress {
  const rank = Math.min(...entries.map(({ id }) => rankOf(id)));
  const remove: Removal[] = [];
  let retryAt: number | undefined;
  for (const { id, uid } of entries) {
    if (rankOf(id) !== rank || live.get(id)?.health.status === 'Terminating') continue;
    const refusal = record.refusals.get(id);
    if (refusal !== undefined && refusal.digest === '' && refusal.retryAt > now) {
      retryAt = Math.min(retryAt ?? Infinity, refusal.retryAt);
    } else {
      remove.push({ id, uid: live.get(id)?.uid ?? uid });
    }
  }
  const remaining = entries.map(({ id }) => remainder(id, live, record));
  return { remove, remaining, ...(retryAt === undefined ? {} : { retryAt }) };
}

function remainder(id: string, live: LiveView, { refusals }: StoreRecord): string {
  const health = live.get(id)?.health;
  const refusal = refusals.get(id);
  if (refusal?.digest === '') return `${titleOf(id)} (${refusal.message})`;
  return health?.status === 'Terminating' ? `${titleOf(id)} (${health.message})` : titleOf(id);
}

function rankOf(id: string): number {
  const kind = kindOf(id);
  const rank = order.findIndex((kinds) => (kinds as readonly string[]).includes(kind));
  return rank === -1 ? order.length : rank;
}
