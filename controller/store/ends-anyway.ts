import { annotations, namespaceOf } from '../../synth/spec/names.ts';
import { closureInForce } from '../../plan/closure-in-force.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { isPurgeDue } from '../../plan/purge-due.ts';
import type { Desired } from './desired.ts';
import type { StoreState } from './store-state.ts';

/**
 * Whether a store can come to its end without anybody knowing what it wants: its fleet may be gone, its engine unknown.
 * Never to close it: what a closed store keeps is part of what it wants.
 */
export function endsAnyway(store: StoreObject, { status }: StoreState, now: number): boolean {
  const closure = closureInForce(store);
  if (status.phase === 'Purging') return true;
  const { [annotations.held]: held = '' } = store.metadata.annotations;
  if (closure !== undefined) return isPurgeDue(closure, held, now);
  return store.metadata.deletionTimestamp !== undefined;
}

/** What a store wants that is about to end. */
export function wantsNothing(store: string): Desired {
  return { target: '', namespace: namespaceOf(store), stages: [], secrets: [], url: '', adminUrl: '' };
}
