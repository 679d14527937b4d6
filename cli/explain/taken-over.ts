import { isTakenOver } from '../../controller/store/break-glass.ts';
import type { StoreObject } from '../../controller/objects.ts';

/** What the controller says of a store that a person has taken over: the reason, and what hands it back. Undefined of all others. */
export function takenOver({ status }: Pick<StoreObject, 'status'>): string | undefined {
  if (!isTakenOver(status)) return undefined;
  return status.conditions.find(({ type }) => type === 'Stalled')?.message;
}
