import type { StoreLoopDependencies } from './dependencies.ts';
import type { VolumeCensus } from './volume-census.ts';
import type { StoreState } from './store-state.ts';

/** One store's turn: whose objects, and where the outcome is noted. */
export interface Turn {
  readonly store: string;
  readonly state: StoreState;
  readonly deps: StoreLoopDependencies;
  readonly volumes: Pick<VolumeCensus, 'leftOf'>;
  readonly signal: AbortSignal;
}
