import type { StoreStatus } from '../../synth/spec/store.ts';

/** Reason of the condition Stalled, and of the Event, while a person has taken over. */
export const breakGlassReason = 'BreakGlass';

/** What the controller says of a store that a person has taken over: the reason, and what hands it back. Undefined of all others. */
export function takenOver({ status }: { readonly status: Pick<StoreStatus, 'conditions'> }): string | undefined {
  return status.conditions.find(
    ({ type, status: state, reason }) => type === 'Stalled' && state === 'True' && reason === breakGlassReason,
  )?.message;
}
