import { isDeepStrictEqual } from 'node:util';
import { podTemplateOf } from '../synth/pod-template.ts';
import type { KubernetesObject } from '../synth/synthesis.ts';
import type { Objects } from './object-changes.ts';
import type { WorkloadEffect } from './plan-report.ts';

/** What a change does to the pods of a store that runs: which are replaced, stop or start, and which Jobs run again. */
export function workloadEffects(before: Objects, after: Objects): WorkloadEffect[] {
  const effects: WorkloadEffect[] = [];
  for (const [id, { object }] of after) {
    const effect = effectOn(before.get(id)?.object, object);
    if (effect !== undefined) effects.push({ id, effect });
  }
  return effects;
}

function effectOn(before: KubernetesObject | undefined, after: KubernetesObject): WorkloadEffect['effect'] | undefined {
  // A Job's name holds the hash of its spec: one that is new has not run yet.
  if (after.kind === 'Job') return before === undefined ? 'job-runs' : undefined;
  if (before === undefined || (after.kind !== 'Deployment' && after.kind !== 'StatefulSet')) return undefined;
  const [old, wanted] = [replicasOf(before), replicasOf(after)];
  if (wanted === 0) return old === 0 ? undefined : 'pods-stopped';
  if (old === 0) return 'pods-started';
  return isDeepStrictEqual(podTemplateOf(before), podTemplateOf(after)) ? undefined : 'pods-replaced';
}

function replicasOf(object: KubernetesObject): number {
  return (object['spec'] as { replicas?: number }).replicas ?? 1;
}
