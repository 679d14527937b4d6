import { toMebibytes } from '../synth/quantity.ts';
import type { KubernetesObject } from '../synth/synthesis.ts';
import type { Objects } from './object-changes.ts';
import type { PlanStore } from './plan-report.ts';

type Volumes = PlanStore['volumes'];

/** What a PersistentVolumeClaim asks for, MiB. */
export function claimSize(object: KubernetesObject): number {
  const spec = object['spec'] as { resources: { requests: { storage: string } } };
  return toMebibytes(spec.resources.requests.storage);
}

/** The volumes among a store's objects: claim → MiB. */
function claimsOf(objects: Objects): ReadonlyMap<string, number> {
  const claims = new Map<string, number>();
  for (const { object } of objects.values())
    if (object.kind === 'PersistentVolumeClaim') claims.set(object.metadata.name, claimSize(object));
  return claims;
}

/** Every volume of a store that closes. */
export function volumesAtRisk(objects: Objects): Volumes['atRisk'] {
  return [...claimsOf(objects)].map(([claim, mebibytes]) => ({ claim, mebibytes }));
}

/** The volumes that are larger afterwards. Smaller ones there are none: such a file is held. */
export function growingVolumes(before: Objects, after: Objects): Volumes['grow'] {
  const old = claimsOf(before);
  return [...claimsOf(after)].flatMap(([claim, to]) => {
    const from = old.get(claim) ?? to;
    return to > from ? [{ claim, from, to }] : [];
  });
}
