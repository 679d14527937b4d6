import type { StoreContext } from '../engine.ts';
import { plans, type Replicas } from './plans.ts';

/** How few and how many pods server and storefront may have: what the plan says, and no fewer than the fleet wants. */
export function replicasOf({ spec, environment }: StoreContext): Replicas {
  const { min, max } = plans[spec.plan].replicas ?? { min: 1, max: 1 };
  return { min: Math.max(min, environment.replicas), max: Math.max(max, environment.replicas) };
}
