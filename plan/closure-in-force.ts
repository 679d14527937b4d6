import { annotations } from '../synth/spec/names.ts';
import type { Closure } from '../synth/spec/store.ts';
import type { StoreObject } from '../synth/spec/objects.ts';

/**
 * The closing of a store as the loops obey it: with `purgeAt` at once when a person has asked for the purge of this very closing
 * (`urumi purge`). What was asked of an earlier closing says nothing about this one.
 */
export function closureInForce({ metadata, spec }: Pick<StoreObject, 'metadata' | 'spec'>): Closure | undefined {
  const { closure } = spec;
  if (closure === undefined || metadata.annotations[annotations.purgeNow] !== closure.at) return closure;
  return { ...closure, purgeAt: closure.at };
}
