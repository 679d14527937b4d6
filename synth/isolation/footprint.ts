import { autoscalerOf } from '../autoscaler-of.ts';
import { podTemplateOf, type ContainerJson } from '../pod-template.ts';
import { toMebibytes, toMillicores } from '../quantity.ts';
import type { KubernetesObject } from '../synthesis.ts';

/** An amount of compute: millicores and MiB. */
export interface Size {
  readonly requestCpu: number;
  readonly requestMemory: number;
  readonly limitCpu: number;
  readonly limitMemory: number;
}

export interface Demand extends Size {
  readonly pods: number;
}

/** The most that a store's pods and volumes can ask for at one moment. */
export interface Footprint {
  /** Pods without a deadline: Deployments, StatefulSets, certificate solvers. */
  readonly running: Demand;
  /** Pods with a deadline: Jobs and CronJobs. */
  readonly jobs: Demand;
  /** Largest limits that any single container has. */
  readonly largest: { readonly cpu: number; readonly memory: number };
  /** Sizes of the volumes in MiB. */
  readonly volumes: readonly number[];
}

/** cert-manager's HTTP-01 solver pod: `pkg/apis/config/controller/v1alpha1/defaults.go` of cert-manager. */
export const solverSize: Size = { requestCpu: 10, requestMemory: 64, limitCpu: 100, limitMemory: 64 };

const noSize: Size = { requestCpu: 0, requestMemory: 0, limitCpu: 0, limitMemory: 0 };

/**
 * Computes what a store needs at most, from the objects that it really has.
 *
 * A Deployment counts one pod more than its replicas: the successor of a deleted or evicted pod is created while the old one still terminates. One that an autoscaler moves
 * counts as many as that may ask for. A StatefulSet waits for the old pod. A Job counts twice: when a pod of the old Job hangs (an image that does not exist), the corrected Job
 * must still get its pod.
 *
 * @param objects all objects of the store, as they are when it is awake
 * @param solvers certificate solver pods that may run at once
 */
export function footprintOf(objects: readonly KubernetesObject[], solvers: number): Footprint {
  let running = demand({ ...noSize, pods: 0 }, solverSize, solvers);
  let jobs: Demand = { ...noSize, pods: 0 };
  const largest = { cpu: solverSize.limitCpu, memory: solverSize.limitMemory };
  const volumes: number[] = [];
  for (const object of objects) {
    if (object.kind === 'PersistentVolumeClaim') volumes.push(claimSize(object));
    const template = podTemplateOf(object);
    if (template === undefined) continue;
    const sizes = template.spec.containers.map(sizeOf);
    const pod = sizes.reduce<Size>((sum, size) => add(sum, size, 1), noSize);
    if (object.kind === 'Job' || object.kind === 'CronJob') jobs = demand(jobs, pod, object.kind === 'Job' ? 2 : 1);
    else running = demand(running, pod, mostReplicas(object, objects) + (object.kind === 'Deployment' ? 1 : 0));
    largest.cpu = Math.max(largest.cpu, ...sizes.map((size) => size.limitCpu));
    largest.memory = Math.max(largest.memory, ...sizes.map((size) => size.limitMemory));
  }
  return { running, jobs, largest, volumes };
}

function add(sum: Size, size: Size, times: number): Size {
  return {
    requestCpu: sum.requestCpu + size.requestCpu * times,
    requestMemory: sum.requestMemory + size.requestMemory * times,
    limitCpu: sum.limitCpu + size.limitCpu * times,
    limitMemory: sum.limitMemory + size.limitMemory * times,
  };
}

function demand(sum: Demand, pod: Size, pods: number): Demand {
  return { ...add(sum, pod, pods), pods: sum.pods + pods };
}

/** As many pods as a workload may have at rest. */
function mostReplicas(workload: KubernetesObject, objects: readonly KubernetesObject[]): number {
  const { replicas } = workload['spec'] as { replicas?: number };
  return replicas ?? autoscalerOf(workload, objects)?.maxReplicas ?? 1;
}

function claimSize(object: KubernetesObject): number {
  const spec = object['spec'] as { resources: { requests: { storage: string } } };
  return toMebibytes(spec.resources.requests.storage);
}

/**
 * @throws Error when a container lacks a request or a limit: with a quota the API server would refuse its pod
 */
function sizeOf(container: ContainerJson): Size {
  const { requests, limits } = container.resources ?? {};
  if (
    requests?.cpu === undefined ||
    requests.memory === undefined ||
    limits?.cpu === undefined ||
    limits.memory === undefined
  ) {
    throw new Error(
      `container ${container.name} states no complete requests and limits: its pod would be refused by the store's quota`,
    );
  }
  return {
    requestCpu: toMillicores(requests.cpu),
    requestMemory: toMebibytes(requests.memory),
    limitCpu: toMillicores(limits.cpu),
    limitMemory: toMebibytes(limits.memory),
  };
}
