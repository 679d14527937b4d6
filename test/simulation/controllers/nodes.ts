import type { Clock } from '../../../cluster/clock.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import type { Write } from '../model/object-store.ts';
import { at, isTree } from '../model/tree.ts';
import { keyOf, partsOf, subjectOf, type ClusterContext, type ModelController } from './model-controller.ts';
import { hasEnded, phaseOf } from './pods.ts';

/** ms */
const times = { start: [300, 6_000], slowStart: [60_000, 400_000], job: [1_000, 15_000], end: [100, 3_000] } as const;

/** The scheduler and the nodes: start pods whose volumes are bound, let those of Jobs end, and end those that are deleted. */
export class Nodes implements ModelController {
  readonly #context: ClusterContext;
  readonly #clock: Clock;
  /** When a pod's next phase begins, by uid and phase, ms since the epoch. */
  readonly #due = new Map<string, number>();

  constructor(context: ClusterContext, clock: Clock) {
    this.#context = context;
    this.#clock = clock;
  }

  concerns(write: Write): Iterable<string> {
    const pod = subjectOf(write);
    return pod.kind === 'Pod' && write.after !== undefined ? [keyOf(pod)] : [];
  }

  reconcile(key: string): number | undefined {
    const { server, trouble } = this.#context;
    const pod = server.objects.find('Pod', ...partsOf(key));
    if (pod === undefined) return undefined;
    if (pod.metadata.deletionTimestamp !== undefined) {
      const wait = this.#wait(pod, 'end', times.end);
      if (wait === undefined) server.delete(pod, { gracePeriodSeconds: 0 });
      return wait;
    }
    if (hasEnded(pod)) return undefined;
    if (at(pod, 'spec', 'nodeName') === undefined) {
      this.#place(pod);
      return undefined;
    }
    if (phaseOf(pod) === 'Pending') {
      if (!this.#hasVolumes(pod)) return trouble.between(200, 1_500);
      return this.#start(pod);
    }
    return isOfJob(pod) ? this.#finish(pod) : undefined;
  }

  #place(pod: KubeObject): void {
    const spec = { ...(pod['spec'] as object), nodeName: 'node-1' };
    this.#context.server.write(pod, { ...pod, spec, status: { phase: 'Pending' } });
  }

  #start(pod: KubeObject): number | undefined {
    const isSlow = !this.#due.has(`${pod.metadata.uid} start`) && this.#context.trouble.strikes('slowStart');
    const wait = this.#wait(pod, 'start', isSlow ? times.slowStart : times.start);
    if (wait !== undefined) return wait;
    const conditions = [{ type: 'Ready', status: isOfJob(pod) ? 'False' : 'True' }];
    this.#context.server.write(pod, { ...pod, status: { phase: 'Running', conditions } });
    return undefined;
  }

  #finish(pod: KubeObject): number | undefined {
    const wait = this.#wait(pod, 'job', times.job);
    if (wait !== undefined) return wait;
    const phase = this.#context.trouble.strikes('failedJob') ? 'Failed' : 'Succeeded';
    this.#context.server.write(pod, { ...pod, status: { phase } });
    return undefined;
  }

  /** @returns how long it still takes, or undefined when the time has come */
  #wait(pod: KubeObject, what: string, [least, most]: readonly [number, number]): number | undefined {
    const key = `${pod.metadata.uid} ${what}`;
    const now = this.#clock.now();
    const due = this.#due.get(key) ?? now + this.#context.trouble.between(least, most);
    if (due > now) {
      this.#due.set(key, due);
      return due - now;
    }
    this.#due.delete(key);
    return undefined;
  }

  #hasVolumes(pod: KubeObject): boolean {
    const { objects } = this.#context.server;
    return claimsOf(pod).every((claim) => {
      const found = objects.find('PersistentVolumeClaim', pod.metadata.namespace ?? '', claim);
      return at(found, 'status', 'phase') === 'Bound';
    });
  }
}

/** The claims that a pod mounts. */
export function claimsOf(pod: KubeObject): string[] {
  const volumes = at(pod, 'spec', 'volumes');
  if (!Array.isArray(volumes)) return [];
  return volumes.flatMap((volume) => {
    const claim = isTree(volume) ? at(volume, 'persistentVolumeClaim', 'claimName') : undefined;
    return typeof claim === 'string' ? [claim] : [];
  });
}

function isOfJob({ metadata }: KubeObject): boolean {
  return metadata.ownerReferences?.some(({ kind }) => kind === 'Job') === true;
}
