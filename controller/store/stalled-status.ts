import type { StoreStatus } from '../../synth/spec/store.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { conditionsOf, stuck } from './conditions.ts';

/** The status of a store of which nobody can tell what it wants: it keeps what it has, and says why. */
export function stalledStatus(
  { metadata }: StoreObject,
  status: StoreStatus,
  error: unknown,
  now: number,
): StoreStatus {
  const message = error instanceof Error ? error.message : String(error);
  const { generation } = metadata;
  return {
    ...status,
    phase: status.phase ?? 'Pending',
    observedGeneration: generation,
    conditions: conditionsOf(stuck('CannotSynthesise', message), status.conditions, { now, generation }),
  };
}
