import { autoscalerOf } from '../synth/autoscaler-of.ts';
import { podTemplateOf } from '../synth/pod-template.ts';
import { toMebibytes, toMillicores } from '../synth/quantity.ts';
import type { KubernetesObject } from '../synth/synthesis.ts';
import { claimSize } from './claims.ts';
import type { Objects } from './object-changes.ts';
import type { Capacity } from './plan-report.ts';

export const noCapacity: Capacity = { cpuRequests: 0, cpuLimits: 0, memoryRequests: 0, memoryLimits: 0, storage: 0 };

/**
 * What the pods that keep running and the volumes among some objects take. Jobs come and go, so they do not count; of a workload that an autoscaler moves, the
 * fewest pods count.
 */
export function capacityOf(objects: Objects): Capacity {
  let sum = noCapacity;
  for (const { object } of objects.values()) {
    if (object.kind === 'PersistentVolumeClaim') sum = plus(sum, { ...noCapacity, storage: claimSize(object) });
    if (object.kind === 'Deployment' || object.kind === 'StatefulSet')
      sum = plus(sum, podsOf(object, fewestReplicas(object, objects)));
  }
  return sum;
}

/** `sum` and `times` times `other`: -1 takes it away. */
export function plus(sum: Capacity, other: Capacity, times = 1): Capacity {
  const add = (key: keyof Capacity): number => sum[key] + other[key] * times;
  return {
    cpuRequests: add('cpuRequests'),
    cpuLimits: add('cpuLimits'),
    memoryRequests: add('memoryRequests'),
    memoryLimits: add('memoryLimits'),
    storage: add('storage'),
  };
}

function fewestReplicas(workload: KubernetesObject, objects: Objects): number {
  const { replicas } = workload['spec'] as { replicas?: number };
  const all = [...objects.values()].map(({ object }) => object);
  return replicas ?? autoscalerOf(workload, all)?.minReplicas ?? 1;
}

function podsOf(object: KubernetesObject, replicas: number): Capacity {
  const containers = podTemplateOf(object)?.spec.containers ?? [];
  return containers.reduce<Capacity>((sum, { resources: { requests = {}, limits = {} } = {} }) => {
    const container = {
      cpuRequests: toMillicores(requests.cpu ?? '0'),
      cpuLimits: toMillicores(limits.cpu ?? '0'),
      memoryRequests: toMebibytes(requests.memory ?? '0Mi'),
      memoryLimits: toMebibytes(limits.memory ?? '0Mi'),
      storage: 0,
    };
    return plus(sum, container, replicas);
  }, noCapacity);
}
