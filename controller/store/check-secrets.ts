import type { Desired } from './desired.ts';
import { isRecorded } from './ensure-secrets.ts';
import type { StoreState } from './store-state.ts';

const upPhases: ReadonlySet<string | undefined> = new Set(['Ready', 'Degraded', 'Suspended']);

/**
 * Decides whether a store's Secrets have to be looked at. A store that is up is believed to have what its status records, so
 * that a restart of the controller reads nothing; a closed one is looked at when it reopens; and every one when it `isDue`,
 * which is also when what was refused for good is tried once more.
 */
export function checkSecrets({ secrets }: Desired, state: StoreState, isDue: boolean): void {
  const { phase } = state.status;
  if (!state.decided && upPhases.has(phase) && isRecorded(secrets, state.status.secrets)) state.secrets = 'present';
  // The file asks for something else than it did: a rotation.
  if (state.secrets === 'present' && !isRecorded(secrets, state.status.secrets)) state.secrets = 'unchecked';
  if (phase === 'Closed' || phase === 'Closing') state.secrets = 'unchecked';
  if (!isDue) return;
  state.secrets = 'unchecked';
  for (const [id, { retryAt }] of state.refusals) if (retryAt === Infinity) state.refusals.delete(id);
}
