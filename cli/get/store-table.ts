import type { StoreObject } from '../../synth/spec/objects.ts';
import { annotations } from '../../synth/spec/names.ts';
import { renderAge } from '../render-age.ts';
import type { Row } from '../table.ts';

/** A Store with the time of its creation, ms since the epoch. */
export interface ListedStore {
  readonly store: StoreObject;
  readonly createdAt: number;
}

const narrow = ['NAME', 'PHASE', 'ENGINE', 'PLAN', 'URL', 'AGE'];

export function storeHeadings(isWide: boolean): Row {
  return isWide ? [...narrow, 'OWNER', 'REVISION', 'REASON'] : narrow;
}

/** Why the store is not simply Ready: what holds its file back first, then what it waits for. */
function reasonOf({ metadata, status }: StoreObject): string {
  if (metadata.annotations[annotations.held] !== undefined) return 'Held';
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  return ready === undefined || ready.status === 'True' ? '' : ready.reason;
}

/** One line of `urumi get stores`. */
export function storeRow({ store, createdAt }: ListedStore, isWide: boolean, now: number): Row {
  const { metadata, spec, status } = store;
  const row = [
    metadata.name,
    status.phase ?? 'Pending',
    spec.engine,
    spec.plan,
    status.url ?? '',
    renderAge(now - createdAt),
  ];
  if (!isWide) return row;
  const revision = metadata.annotations[annotations.revision] ?? '';
  return [...row, spec.owner ?? '', revision.slice(0, 12), reasonOf(store)];
}
