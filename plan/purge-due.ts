import type { Closure } from '../synth/spec/store.ts';

/**
 * Whether the data of a closed store is to go. Not while its file is back and cannot be applied: somebody wants the store, and a mistake in a
 * file must not cost its data.
 *
 * @param held why the file at the head is not applied; empty when there is none, or it is
 * @param now ms since the epoch
 */
export function isPurgeDue(closure: Closure | undefined, held: string, now: number): boolean {
  return closure !== undefined && held === '' && now >= Date.parse(closure.purgeAt);
}
