import type { Problem } from './problem.ts';
import type { StoreClaim } from './store-claim.ts';
import { StoreIndex } from './store-index.ts';
import type { FleetRules } from './store-index.ts';

/**
 * The problems that store files have with each other: names, namespaces and hosts claimed twice, limits exceeded.
 * Linear in the number of files. To follow a changing set, keep a `StoreIndex`.
 *
 * @returns problems by file; files without problems are absent
 */
export function validateSet(claims: Iterable<StoreClaim>, fleet?: FleetRules): Map<string, Problem[]> {
  const index = new StoreIndex(fleet);
  for (const claim of claims) index.set(claim);
  return index.problems();
}
