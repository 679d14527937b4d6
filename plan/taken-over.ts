import type { StoreObject } from '../synth/spec/objects.ts';

/** Reason of the condition Stalled, and of the Event, while a person has taken over (docs/admission.md). */
export const breakGlassReason = 'BreakGlass';

type Conditions = Pick<StoreObject['status'], 'conditions'>;

function stalledBy({ conditions }: Conditions): { readonly message: string } | undefined {
  return conditions.find(
    ({ type, status, reason }) => type === 'Stalled' && status === 'True' && reason === breakGlassReason,
  );
}

/** Whether a status says that a person has taken over. */
export function isTakenOver(status: Conditions): boolean {
  return stalledBy(status) !== undefined;
}

/** What the controller says of a store that a person has taken over: the reason, and what hands it back. Undefined of all others. */
export function takenOver({ status }: Pick<StoreObject, 'status'>): string | undefined {
  return stalledBy(status)?.message;
}
